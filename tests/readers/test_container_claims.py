"""What the headers of containers claim is believed as far as it can be so; the members that are sound are read."""

import io
import struct
import tarfile

import pytest

from tests.readers.packing import WORDS, tarred, zipped


def test_a_size_of_more_figures_than_a_number_may_have_is_not_believed(opened):
    members = [("a.txt", WORDS), ("b.txt", WORDS)]
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size, info.pax_headers = len(content), {"comment": "c" * 5_000}
            archive.addfile(info, io.BytesIO(content))

    found = opened("a.tar", stream.getvalue().replace(b"comment=" + b"c" * 5_000, b"size=" + b"9" * 5_003))

    assert found == [(f"a.tar/{name}", content) for name, content in members]


def test_a_size_stated_in_a_header_before_it_counts_more_than_a_member_s_own(opened):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("a.txt")
        info.size, info.pax_headers = 512, {"comment": "c" * 3}
        archive.addfile(info, io.BytesIO(bytes(512)))
        archive.addfile(tarfile.TarInfo("b.txt"))

    [whole, *_] = opened("a.tar", stream.getvalue().replace(b"15 comment=ccc", b"15 size=000100"))

    assert whole == ("a.tar/a.txt", bytes(100))


def test_a_header_too_long_to_be_one_ends_the_tar(opened):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("n" * 1_100_000))

    [(_, reason)] = opened("a.tar", stream.getvalue())

    assert "a header of more than 1 MB" in reason


def test_a_tar_that_ends_in_a_header_says_so(opened):
    packed = tarred([("a.txt", WORDS)])

    assert opened("a.tar", packed[:2560] + packed[:300])[-1] == (
        "a.tar", "cut short: the tar ends in the middle of a header; get the whole file again",
    )  # fmt: skip


@pytest.mark.parametrize(
    "broken", [b"xxxx path=" + b"n" * 5_000, b"00000001" + b"9" * 5_001 + b" "], ids=["no figures", "too many figures"]
)
def test_extended_fields_that_are_none_are_passed_over(opened, broken):
    packed = tarred([("n" * 5_000, WORDS)]).replace(b"5011 path=" + b"n" * 5_000, broken)
    assert broken in packed

    [(name, content)] = opened("a.tar", packed)

    assert name.startswith("a.tar/nnn")
    assert content == WORDS


def test_a_zip_that_claims_to_be_larger_than_any_is_judged_by_what_it_claims(opened):
    packed = bytearray(zipped([("a", b"a")]))
    place = packed.rindex(b"PK\5\6")
    record = b"PK\6\6" + struct.pack("<Q", 44) + bytes(28) + struct.pack("<QQ", 2**40, 0)
    locator = b"PK\6\7" + struct.pack("<LQL", 0, place, 1)

    [(_, reason)] = opened("a.zip", bytes(packed[:place]) + record + locator + bytes(packed[place:]))

    assert "too many members" in reason


def test_a_member_packed_in_an_unknown_way_is_refused_alone(opened):
    packed = bytearray(zipped([("a.txt", WORDS), ("b.txt", WORDS)]))
    struct.pack_into("<H", packed, packed.index(b"PK\1\2") + 10, 99)

    found = opened("a.zip", bytes(packed))

    assert found[0][0] == "a.zip/a.txt"
    assert "packed in a way that is not known" in found[0][1]
    assert found[1] == ("a.zip/b.txt", WORDS)
