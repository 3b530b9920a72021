"""A file as given opens as the documents in it; what cannot be read is named, and the others are read all the same."""

import bz2
import errno
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
import zlib

import pytest

from tests.helpers.seconds import at_most
from tests.readers.packing import PACKERS, WORDS, tarred, zipped
from threads.readers import containers
from threads.readers.containers import Opened, clear_spool, inner_name, is_container, open_documents
from threads.readers.unpacking import UnreadableError
from threads.records import Refusal

LIMIT = 50_000_000


def test_a_plain_file_is_opened_where_it_lies(tmp_path):
    path = tmp_path / "letters.mbox"
    path.write_bytes(WORDS)
    assert list(open_documents(path, "letters.mbox", tmp_path / "none", LIMIT)) == [
        Opened("letters.mbox", path, len(WORDS))
    ]


@pytest.mark.parametrize(("suffix", "pack"), PACKERS)
def test_a_compressed_file_is_what_it_holds(opened, suffix, pack):
    assert opened(f"letters.mbox.{suffix}", pack(WORDS)) == [("letters.mbox", WORDS)]


@pytest.mark.parametrize(("suffix", "pack"), PACKERS)
def test_parts_that_were_compressed_apart_are_one_document(opened, suffix, pack):
    assert opened(f"letters.mbox.{suffix}", pack(WORDS) + pack(b"") + pack(b"The end.\n")) == [
        ("letters.mbox", WORDS + b"The end.\n")
    ]


@pytest.mark.parametrize(("suffix", "pack"), PACKERS)
def test_a_compressed_file_cut_short_is_refused(opened, suffix, pack):
    [(name, reason)] = opened(f"letters.mbox.{suffix}", pack(WORDS)[:-3])
    assert name == f"letters.mbox.{suffix}"
    assert reason.startswith("cut short")


@pytest.mark.parametrize(("suffix", "pack"), PACKERS)
def test_bytes_after_a_compressed_file_are_damage_unless_they_are_zeros(opened, suffix, pack):
    assert opened(f"a.txt.{suffix}", pack(WORDS) + bytes(700)) == [("a.txt", WORDS)]
    [(_, reason)] = opened(f"a.txt.{suffix}", pack(WORDS) + b"something else altogether")
    assert reason.startswith("damaged")


def test_a_damaged_gzip_is_refused(opened):
    packed = bytearray(gzip.compress(WORDS))
    packed[-6] ^= 1
    assert opened("a.txt.gz", bytes(packed)) == [("a.txt.gz", "damaged gzip data; get the file again")]


def test_the_bytes_decide_and_not_the_suffix(opened):
    assert opened("letters.gz", WORDS) == [("letters.gz", WORDS)]
    assert opened("letters", gzip.compress(WORDS)) == [("letters", WORDS)]
    assert opened("letters.txt", tarred([("a.txt", WORDS)])) == [("letters.txt/a.txt", WORDS)]


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), *((f".{suffix}", pack) for suffix, pack in PACKERS)])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_is_its_members_in_order(opened, suffix, pack, form):
    members = [("pages/one.json", b"1"), ("./pages/two.json", WORDS * 30), ("zero", b"")]
    if form != tarfile.USTAR_FORMAT:
        members.append(("o" * 300 + "/ü.txt", b"long"))
    expected = [(f"site.tar{suffix}/{name.removeprefix('./')}", content) for name, content in members]
    assert opened(f"site.tar{suffix}", pack(tarred(members, form=form))) == expected


def test_members_that_are_no_plain_files_are_named_and_never_written(opened, tmp_path):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("null", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        for name in ("../../up.txt", "/etc/shadow", "C:\\a.txt", "ok.txt"):
            info = tarfile.TarInfo(name)
            info.size = 2
            archive.addfile(info, io.BytesIO(b"ok"))
    found = opened("a.tar", stream.getvalue())
    assert [name for name, _ in found] == [
        "a.tar/link",
        "a.tar/hard",
        "a.tar/null",
        "a.tar/../../up.txt",
        "a.tar/etc/shadow",
        "a.tar/C:/a.txt",
        "a.tar/ok.txt",
    ]
    assert all("skipped" in reason for _, reason in found[:-1])
    assert found[-1][1] == b"ok"
    assert not (tmp_path.parent / "up.txt").exists()


def test_what_lies_hidden_or_macos_added_is_passed_over(opened):
    members = [("__MACOSX/._a.txt", b"x"), (".DS_Store", b"x"), ("b/.git/c", b"x"), ("b/a.txt", b"kept")]
    assert opened("a.zip", zipped(members)) == [("a.zip/b/a.txt", b"kept")]
    assert opened("a.tar", tarred(members)) == [("a.tar/b/a.txt", b"kept")]


def test_a_damaged_header_of_a_tar_is_told_and_the_next_members_are_read(opened):
    packed = bytearray(tarred([("a", b"1"), ("b", b"2"), ("c", b"3")], form=tarfile.USTAR_FORMAT))
    packed[1024 + 10] ^= 1
    found = opened("a.tar", bytes(packed))
    assert found[0] == ("a.tar/a", b"1")
    assert found[1][0] == "a.tar"
    assert "damaged header" in found[1][1]
    assert found[2] == ("a.tar/c", b"3")


def test_a_tar_cut_short_gives_the_members_that_are_whole(opened):
    packed = tarred([("a", b"1"), ("b", WORDS)])
    [first, second, third] = opened("a.tar", packed[: packed.index(WORDS) + 100])
    assert first == ("a.tar/a", b"1")
    assert second[0] == "a.tar/b"
    assert "cut short" in second[1]
    assert third[0] == "a.tar"


def test_a_long_target_of_a_link_in_a_tar_is_no_name_of_the_next_member(opened):
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "deep/" * 40
    packed = link.tobuf(tarfile.GNU_FORMAT) + tarred([("a.txt", b"kept")])
    assert opened("a.tar", packed)[-1] == ("a.tar/a.txt", b"kept")


def test_a_full_disk_is_no_fault_of_what_was_to_be_unpacked(opened, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(containers._Opening, "file", full)
    with pytest.raises(OSError, match="No space"):
        opened("a.txt.gz", gzip.compress(WORDS))


def test_a_zip_whose_directory_is_no_directory_is_refused(opened):
    packed = bytearray(zipped([("a.txt", WORDS)]))
    place = packed.rindex(b"PK\1\2")
    packed[place : place + 4] = b"none"
    assert "a damaged zip" in opened("a.zip", bytes(packed))[0][1]


def test_a_member_that_grows_past_its_listed_size_as_only_bombs_do_is_refused(monkeypatch):
    monkeypatch.setattr(containers, "FREE_BYTES", 100)
    member = containers._Zipped(io.BytesIO(bytes(1_000_000)), packed_size=10)
    with pytest.raises(UnreadableError, match="bombs"):
        member.read(1_000_000)


@pytest.mark.parametrize(("suffix", "pack"), PACKERS)
def test_a_part_of_which_a_few_bytes_alone_have_come_waits_for_the_rest(suffix, pack):
    class Trickle(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 3))

    compression = containers.compression_of(pack(WORDS))
    unpacked = containers.Unpacked(Trickle(pack(WORDS) + pack(b"The end.\n")), compression)
    pieces = iter(lambda: unpacked.read(100_000), b"")
    assert b"".join(pieces) == WORDS + b"The end.\n"


def test_a_zip_is_its_members_and_a_damaged_one_spoils_no_other(opened):
    members = [("a.txt", b"one"), ("b.txt", b"two, which will be damaged"), ("c/d.txt", b"three")]
    packed = bytearray(zipped(members, zipfile.ZIP_STORED))
    packed[packed.index(b"damaged")] ^= 1
    found = opened("a.zip", bytes(packed))
    assert found[0] == ("a.zip/a.txt", b"one")
    assert found[1][0] == "a.zip/b.txt"
    assert found[1][1].startswith("damaged")
    assert found[2] == ("a.zip/c/d.txt", b"three")


def test_an_encrypted_member_is_named(opened):
    packed = bytearray(zipped([("a.txt", b"one"), ("b.txt", b"two")]))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        packed[packed.index(signature) + offset] |= 1
    assert opened("a.zip", bytes(packed)) == [
        ("a.zip/a.txt", "encrypted; unpack it with its password"),
        ("a.zip/b.txt", b"two"),
    ]


def test_links_and_ways_out_in_a_zip_are_named(opened):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    found = opened("a.zip", zipped([(link, b"/etc/passwd"), ("..\\up.txt", b"x"), ("/abs", b"x"), ("ok", b"ok")]))
    assert [type(content) for _, content in found] == [str, str, str, bytes]


@pytest.mark.parametrize("nameless", ["\0a.txt", ".", "./."])
def test_a_member_without_a_name_is_refused_and_spoils_no_other(opened, nameless):
    found = opened(
        "a.zip",
        zipped([("b.txt", WORDS), ("~" * len(nameless), WORDS)]).replace(b"~" * len(nameless), nameless.encode()),
    )

    assert found == [("a.zip/b.txt", WORDS), ("a.zip/", "it has no name, skipped")]


@pytest.mark.parametrize("cut", [4, 30, -1, -30])
def test_a_zip_cut_short_is_refused(opened, cut):
    [(name, reason)] = opened("a.zip", zipped([("a.txt", WORDS)])[:cut])
    assert name == "a.zip"
    assert "again" in reason


def test_documents_of_other_programs_that_are_zips_stay_whole(opened):
    packed = zipped([("word/document.xml", b"<x/>")])
    assert opened("letter.docx", packed) == [("letter.docx", packed)]


def test_a_container_may_lie_in_a_container_and_no_deeper(opened):
    inner = gzip.compress(WORDS)
    assert opened("a.tar.gz", gzip.compress(tarred([("b.mbox.gz", inner)]))) == [("a.tar.gz/b.mbox", WORDS)]
    assert opened("a.zip", zipped([("b.tar.gz", gzip.compress(tarred([("c", b"c")])))])) == [("a.zip/b.tar.gz/c", b"c")]
    deeper = gzip.compress(tarred([("b.tar", tarred([("c.gz", inner)]))]))
    assert opened("a.tar.gz", deeper) == [("a.tar.gz/b.tar/c.gz", "packed more than twice over; unpack it first")]


def test_a_damaged_container_in_a_container_spoils_no_other_member(opened):
    broken = [("a.gz", gzip.compress(WORDS)[:-9]), ("b.zip", b"PK\3\4 and no more"), ("c", b"c")]
    found = opened("a.tar", tarred(broken))
    assert [name for name, _ in found] == ["a.tar/a.gz", "a.tar/b.zip", "a.tar/c"]
    assert found[2][1] == b"c"


@pytest.mark.parametrize(
    ("name", "head"), [("a.7z", b"7z\xbc\xaf\x27\x1c\0\4"), ("a.rar", b"Rar!\x1a\x07\1\0"), ("a.deb", b"!<arch>\n")]
)
def test_archives_of_other_kinds_are_refused_with_what_to_do(opened, name, head):
    [(path, reason)] = opened(name, head + bytes(100))
    assert path == name
    assert "unpack it" in reason


def zstd_bomb(size):
    """A frame of blocks that repeat one byte: four bytes for 128 KB."""
    block = struct.pack("<I", (131_072 << 3) | 0b10)[:3] + b"\0"
    last = struct.pack("<I", (131_072 << 3) | 0b11)[:3] + b"\0"
    return b"\x28\xb5\x2f\xfd\x00\x58" + block * (size // 131_072 - 1) + last


def gzip_bomb(size):
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(compressor.compress(bytes(2**20)) for _ in range(size // 2**20)) + compressor.flush()


@pytest.mark.parametrize(
    ("name", "bomb"),
    [
        ("a.txt.zst", zstd_bomb(20 * 2**30)),
        ("a.txt.gz", gzip_bomb(200 * 2**20)),
        ("a.txt.bz2", bz2.compress(bytes(200 * 2**20))),
        ("a.txt.xz", lzma.compress(bytes(200 * 2**20), preset=0)),
        ("a.zip", zipped([("a.txt", bytes(200 * 2**20))])),
    ],
)
def test_a_bomb_is_refused_before_it_has_grown(tmp_path, name, bomb, monkeypatch):
    path = tmp_path / name
    path.write_bytes(bomb)
    written = []
    spooling = tmp_path / "spool"
    spooling.mkdir()
    from threads.readers import containers

    original = containers._Opening._spool_bytes

    def counted(self, source, spooled):
        try:
            return original(self, source, spooled)
        finally:
            written.append(spooled.tell())

    monkeypatch.setattr(containers._Opening, "_spool_bytes", counted)
    with at_most(seconds=5):
        [refusal] = open_documents(path, name, spooling, 10**12)
    assert isinstance(refusal, Refusal)
    assert "bombs" in refusal.reason
    assert max(written, default=0) < 64_000_000


def test_a_bomb_of_many_members_is_refused_by_its_directory_before_one_is_unpacked(opened):
    members = [(f"{number}.txt", bytes(12 * 2**20)) for number in range(4)]
    [(name, reason)] = opened("a.zip", zipped(members))
    assert name == "a.zip"
    assert "bombs" in reason


def test_a_bomb_among_sound_members_of_a_zip_is_refused_alone(opened):
    noise = random.Random(1).randbytes(2**20)
    found = opened("a.zip", zipped([("a.txt", noise), ("bomb.txt", bytes(20 * 2**20)), ("b.txt", b"s")]))
    assert found[0] == ("a.zip/a.txt", noise)
    assert found[1][0] == "a.zip/bomb.txt"
    assert "bombs" in found[1][1]
    assert found[2] == ("a.zip/b.txt", b"s")


def test_a_document_over_the_limit_is_refused_and_the_next_is_read(opened):
    members = [("large", WORDS * 10), ("small", b"s")]
    for name, packed in (("a.tar", tarred(members)), ("a.zip", zipped(members))):
        [large, small] = opened(name, packed, limit=1000)
        assert large == (f"{name}/large", "too large: more than 0.001 MB; split it, or raise --max-size")
        assert small == (f"{name}/small", b"s")
    assert opened("a.txt", WORDS, limit=1000)[0][1].startswith("too large")
    assert opened("a.txt.gz", gzip.compress(WORDS), limit=1000)[0][1].startswith("too large")


def test_all_documents_of_a_file_have_a_limit_together(opened):
    found = opened("a.tar", tarred([("a", bytes(600)), ("b", bytes(600)), ("c", b"c")]), total=1000)
    assert found[0] == ("a.tar/a", bytes(600))
    assert "holds more than" in found[1][1]


def test_a_zip_whose_directory_would_fill_memory_is_refused(opened):
    packed = bytearray(zipped([("a", b"a")]))
    place = packed.rindex(b"PK\5\6")
    struct.pack_into("<L", packed, place + 12, 2**30)
    [(_, reason)] = opened("a.zip", bytes(packed))
    assert "too many members" in reason


@pytest.mark.parametrize(("suffix", "pack"), PACKERS)
def test_a_part_cut_off_at_its_first_bytes_is_damage(opened, suffix, pack):
    [(_, reason)] = opened(f"a.txt.{suffix}", pack(WORDS) + bytes(600) + pack(WORDS)[:3])

    assert reason.startswith(("damaged", "cut short"))


@pytest.mark.parametrize(
    ("name", "head", "is_one"),
    [
        ("a.zip", b"PK\3\4", True), ("a.docx", b"PK\3\4", False), ("a.7z", b"7z\xbc\xaf\x27\x1c", True),
        ("a.gz", b"\x1f\x8b\x08", True), ("a.txt", b"From ada", False), ("a.tar", tarred([("a", b"a")])[:512], True),
    ],
)  # fmt: skip
def test_the_first_bytes_tell_whether_a_file_holds_others(name, head, is_one):
    assert is_container(name, head) is is_one


@pytest.mark.parametrize(
    ("name", "inner"),
    [("a.txt.GZ", "a.txt"), ("a.Tgz", "a.tar"), ("a.tbz2", "a.tar"), (".gz", ".gz"), ("a.txt", "a.txt")],
)
def test_what_a_compressed_file_holds_is_called_as_it_was_before(name, inner):
    assert inner_name(name) == inner


def test_a_missing_file_is_refused(tmp_path):
    [refusal] = open_documents(tmp_path / "none", "none", tmp_path, LIMIT)
    assert refusal.reason.startswith("unreadable")


def test_what_a_killed_run_left_in_the_spool_goes_and_what_is_in_use_stays(tmp_path):
    (tmp_path / "spooled-old").write_bytes(b"left")
    (tmp_path / "other").write_bytes(b"not ours")
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(WORDS))
    for document in open_documents(path, "a.gz", tmp_path, LIMIT):
        assert clear_spool(tmp_path) == 1
        assert document.path.read_bytes() == WORDS
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gz", "other"]
