"""Documents as given become records, or are refused in words that help."""

import errno
import os
import random
import socket
from pathlib import Path

import pytest

from threads.readers import files, find_documents, read_document, read_file
from threads.records import Refusal, TextRecord


def text_of(content: bytes) -> str:
    records = read_document("page.txt", content)
    assert isinstance(records, list), records
    return records[0].text


def refusal_of(content: bytes, **options: int) -> Refusal:
    refusal = read_document("page.txt", content, **options)
    assert isinstance(refusal, Refusal), refusal
    return refusal


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Ada wrote: “the wall stands”\n", "utf-8"),
        ("Ada wrote: “the wall stands”\n", "utf-8-sig"),
        ("Ada wrote: “the wall stands”\n", "utf-16"),
        ("Бруно спросил, кто чинил стену у рынка, и никто не ответил ему до вечера.\n" * 9, "cp1251"),
        ("ダリアは教会の裏で十一の巣箱を飼っている。霜で失ったものは一つもない。\n" * 9, "shift_jis"),
        ("达利娅在教堂后面养了十一箱蜜蜂，这么多冬天一箱也没有冻死。\n" * 9, "gb18030"),
        ("Die Mauer hält, sagt Dalia, und die Möwen sitzen darauf; schön wär’s.\n", "cp1252"),
    ],
)
def test_a_text_is_read_in_the_charset_it_was_written_in(text: str, encoding: str) -> None:
    assert text_of(text.encode(encoding)) == text


def test_the_bytes_are_kept_as_they_were_given() -> None:
    content = b"\xef\xbb\xbfAda\r\nBruno\rChen\n"

    [record] = read_document("page.txt", content)

    assert record.raw == content
    assert record.lines == ["Ada", "Bruno", "Chen"]


def test_a_record_is_read_back_from_its_bytes_and_encoding() -> None:
    content = "Die Mauer hält, schön wär’s.\n".encode("cp1252")

    [record] = read_document("page.txt", content)

    assert record.raw.decode(record.encoding) == record.text


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf\n"])
def test_an_empty_document_is_refused(content: bytes) -> None:
    assert "empty" in refusal_of(content).reason


def test_a_binary_document_is_refused_at_the_line_where_it_stops_being_text() -> None:
    refusal = refusal_of(b"Ada\nBruno\nChen \0 Dalia\n")

    assert str(refusal).startswith("page.txt, line 3: binary")


def test_control_characters_make_a_document_binary_too() -> None:
    assert refusal_of(b"Ada\n\x01\x02\x03\x04\n").line == 2


def test_a_stray_bell_does_not() -> None:
    assert "\x07" in text_of(b"Ada rings.\x07\n" + b"Nothing else happens here for a long while.\n" * 20)


def test_a_document_larger_than_the_limit_is_refused_with_both_sizes() -> None:
    reason = refusal_of(b"x" * 3_000_001, limit=3_000_000).reason

    assert "3 MB" in reason
    assert "--max-size" in reason


def test_a_marked_charset_that_does_not_fit_is_undecodable() -> None:
    refusal = refusal_of(b"\xef\xbb\xbfAda\nBruno \xff\n")

    assert "undecodable" in refusal.reason
    assert refusal.line == 2


def test_no_bytes_at_all_become_a_lone_surrogate_or_a_nul() -> None:
    for start in range(256):
        content = bytes((start + step * 7) % 256 for step in range(600))
        records = read_document("page.txt", content)
        if isinstance(records, list):
            records[0].text.encode()
            assert "\0" not in records[0].text


def test_a_line_of_ten_thousand_characters_is_one_line() -> None:
    [record] = read_document("page.txt", b"a" * 10_000)

    assert len(record.lines) == 1


def test_form_feeds_and_unicode_separators_stay_inside_their_line() -> None:
    [record] = read_document("page.txt", "Ada\u2028Bruno\fChen\n".encode())

    assert len(record.lines) == 1


def names(*paths: Path | str) -> list[str]:
    return [file.name for file in find_documents([str(path) for path in paths]).files]


def test_a_folder_is_read_to_its_depths_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Ada")

    assert names(tmp_path) == ["b.txt", "a/z.txt", "a/b/c.txt"]


def test_a_file_is_called_by_its_name_and_tells_nothing_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_text("Ada")

    assert names(tmp_path / "ada.txt") == ["ada.txt"]


def test_a_pattern_finds_what_it_matches_and_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    for name in ("ada.txt", "bruno.txt", "chen.md"):
        (tmp_path / name).write_text(name)

    assert names(tmp_path / "*.txt", tmp_path / "ada.txt") == ["ada.txt", "bruno.txt"]


def test_hidden_files_are_skipped_and_named(tmp_path: Path) -> None:
    (tmp_path / ".ada.txt").write_text("Ada")
    (tmp_path / "bruno.txt").write_text("Bruno")

    found = find_documents([str(tmp_path)])

    assert [file.name for file in found.files] == ["bruno.txt"]
    assert [str(each) for each in found.skipped] == [f"{tmp_path}/.ada.txt: hidden, skipped"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Dalia")
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "given" / "up").symlink_to(tmp_path)

    found = find_documents([str(tmp_path / "given")])

    assert found.files == []
    assert len(found.skipped) == 2


def test_pipes_and_devices_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    found = find_documents([str(tmp_path), "/dev/zero"])

    assert found.files == []
    assert [refusal.reason.split(";")[0] for refusal in found.refusals] == ["not a regular file"] * 2


def test_a_path_that_is_not_there_is_refused() -> None:
    [refusal] = find_documents(["/nowhere/ada.txt"]).refusals

    assert "there is no such file" in refusal.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_text("Ada")
    (tmp_path / "ada.txt").chmod(0)

    refusal = read_file(str(tmp_path / "ada.txt"), 100)

    assert isinstance(refusal, Refusal)
    assert "chmod" in refusal.reason


def test_no_more_than_the_limit_is_ever_read(tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_bytes(b"a" * 1000)

    assert read_file(str(tmp_path / "ada.txt"), 10) == b"a" * 11


def test_a_name_in_no_known_charset_still_is_text(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/gr\xfc\xdfe.txt"
    Path(os.fsdecode(path)).write_text("Ada")

    [name] = names(tmp_path)

    assert name.encode().decode() == name


def test_a_record_is_named_by_the_digest_of_its_bytes() -> None:
    one, other = read_document("a.txt", b"Ada"), read_document("b.txt", b"Ada")

    assert isinstance(one, list)
    assert isinstance(other, list)
    assert isinstance(one[0], TextRecord)
    assert one[0].document == other[0].document


JSON = b'[{"id": 1, "wall": "north"}, {"id": 2}]'


@pytest.mark.parametrize(
    ("path", "name", "is_text"),
    [("dump.json", "", False), ("spooled-7", "in.zip/dump.NDJSON", False), ("page.txt", "", True)],
)
def test_json_that_no_reader_knows_is_not_read_as_somebodys_words(path: str, name: str, is_text: bool) -> None:
    found = read_document(path, JSON, name=name)

    assert isinstance(found, list) is is_text
    if isinstance(found, Refusal):
        assert "--format" in found.reason
    assert isinstance(read_document(path, JSON, name=name, form="text"), list)


def test_prose_in_a_file_named_as_json_is_text() -> None:
    assert isinstance(read_document("dump.json", b"Dear all, [see below] the wall stands."), list)


def test_links_that_lead_back_to_themselves_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Words.\n")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "to").symlink_to("fro")
    (tmp_path / "fro").symlink_to("to")
    (tmp_path / "nowhere").symlink_to("gone.txt")

    found = find_documents([str(tmp_path), str(tmp_path / "loop"), str(tmp_path / "*o")])

    assert [file.name for file in found.files] == ["page.txt"]
    refused = [str(each).removeprefix(f"{tmp_path}/") for each in found.refusals]
    assert "loop: unreadable: a link that leads back to itself; remove it" in refused
    assert {each.partition(":")[0] for each in refused} == {"loop", "to", "fro", "nowhere"}


def test_a_pattern_is_not_followed_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.txt").write_text("secret")
    given = tmp_path / "given"
    given.mkdir()
    (given / "page.txt").write_text("Words.\n")
    (given / "out").symlink_to(tmp_path / "secret")
    (given / "out.txt").symlink_to(tmp_path / "secret" / "key.txt")

    found = find_documents([str(given / "*"), str(given / "**" / "*.txt")])

    assert [file.name for file in found.files] == ["page.txt"]
    assert {str(each).removeprefix(f"{given}/") for each in found.skipped} == {
        f"{name}: a link that leads out of the folder, skipped" for name in ("out", "out.txt", "out/key.txt")
    }


def test_a_link_within_the_folder_is_the_file_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Words.\n")
    (tmp_path / "a.txt").symlink_to("b.txt")

    assert [file.name for file in find_documents([str(tmp_path)]).files] == ["a.txt"]


def test_pipes_sockets_and_devices_are_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "null").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tmp_path / "socket"))

    found = find_documents([str(tmp_path), "/dev/zero"])

    assert not found.files
    assert [Path(each.path).name for each in found.refusals] == ["pipe", "socket", "zero"]
    assert isinstance(read_file(str(tmp_path / "pipe"), 10), Refusal)
    assert isinstance(read_file(str(tmp_path / "socket"), 10), Refusal)


def test_a_file_that_went_away_since_it_was_found_is_refused_by_name(tmp_path: Path) -> None:
    assert "there is no such file" in str(read_file(str(tmp_path / "gone.txt"), 10))


def test_folders_may_lie_deeper_than_python_calls(tmp_path: Path) -> None:
    deepest = str(tmp_path)
    for _ in range(1_800):
        deepest += "/d"
        Path(deepest).mkdir()
    Path(deepest, "page.txt").write_text("Words.\n")

    found = find_documents([str(tmp_path)])
    Path(deepest, "page.txt").unlink()
    os.removedirs(deepest)  # pytest could not

    assert [file.name for file in found.files] == ["d/" * 1_800 + "page.txt"]
    assert not found.refusals


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_folder_that_may_not_be_opened_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o000)
    (tmp_path / "listed").mkdir()
    (tmp_path / "listed" / "page.txt").write_text("Words.\n")
    (tmp_path / "listed").chmod(0o400)
    try:
        found = find_documents([str(tmp_path), str(tmp_path / "shut" / "page.txt")])
    finally:
        (tmp_path / "listed").chmod(0o700)
        (tmp_path / "shut").chmod(0o700)

    assert not found.files
    assert all("you may not open it" in str(each) for each in found.refusals)
    assert {Path(each.path).name for each in found.refusals} == {"shut", "page.txt"}


def test_a_folder_that_the_system_cannot_list_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "page.txt").write_text("Words.\n")
    real = os.scandir

    def refused(path: str):
        if path.endswith("shut"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(files.os, "scandir", refused)

    found = find_documents([str(tmp_path)])

    assert [file.name for file in found.files] == ["page.txt"]
    assert [Path(refusal.path).name for refusal in found.refusals] == ["shut"]
    assert "you may not open it" in found.refusals[0].reason


def test_bytes_that_fit_no_charset_are_refused() -> None:
    dice = random.Random(1)

    assert "undecodable" in refusal_of(bytes(dice.randrange(128, 256) for _ in range(3_000))).reason
