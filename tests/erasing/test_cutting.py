"""Units lose what goes and nothing else: mails however they are coded, pages, topics; and what cannot be parted is kept as read."""

import base64
import json
import quopri

import pytest

from tests.erasing.canaries import BOARD, MAILBOX, MORE, SECRET, SHORT, TOPIC
from threads.loading.erased import gaps
from threads.loading.erased.cutting import texts_of, without
from threads.loading.erased.judging import ERASED, Judge
from threads.loading.parsing import parse
from threads.readers.kept import is_kept, kept_bytes, read_kept

HEAD = "From: Bruno <bruno@quay.example>\nMessage-ID: <b@quay.example>\nDate: Sat, 05 Apr 2003 06:07:08 +0000\nSubject: Re: x\n"
BODY = f"> {SECRET}\n> {MORE}\n\nWhich stone, from the left or from the right?\n"


def mail(content: bytes, coding: str, newline: str = "\n") -> bytes:
    head = f"{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {coding}\n\n"
    return head.replace("\n", newline).encode() + content


def without_quotes(raw: bytes, form: str = "eml") -> bytes:
    """The unit without its quotes."""
    parsed = parse(form, raw)
    lines = {n for post in parsed.posts for mark in post.marks for n in range(mark.first_line, mark.last_line + 1)}
    result = without(form, raw, texts_of(parsed.lines, lines), Judge(form, parsed, set(), lines))
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("content", "coding"),
    [
        (BODY.encode(), "8bit"),
        (quopri.encodestring(BODY.encode()), "quoted-printable"),
        (base64.encodebytes(BODY.encode()), "base64"),
        (BODY.replace("\n", "\r\n").encode(), "7bit"),
    ],
)
def test_a_mail_loses_its_quotes_however_it_is_coded(content, coding):
    newline = "\r\n" if b"\r\n" in content else "\n"
    raw = mail(content, coding, newline)

    left = without_quotes(raw)

    assert parse("eml", left).text.strip() == "Which stone, from the left or from the right?"
    assert left.startswith(raw[: len(HEAD)])


def test_all_else_in_a_mail_stays_byte_for_byte():
    raw = MAILBOX[MAILBOX.index(b"From bruno") : MAILBOX.index(b"From chen")]

    left = without_quotes(raw, "mbox")

    assert b"iVBORw0KGgo=" in left
    assert left[: left.index(b"--cut")] == raw[: raw.index(b"--cut")]
    assert base64.b64encode(b"kanarienvogel")[:12] not in left.replace(b"\n", b"")


def test_lines_that_are_a_quote_by_their_place_alone_leave_marks():
    quoted = "\n".join(f"    {line}" for line in (SECRET, MORE, "What nobody has erased of what she wrote there."))
    raw = mail(f"Which stone?\n\n-----Original Message-----\nFrom: Ada\nSent: Monday\n\n{quoted}\n".encode(), "8bit")
    parsed = parse("eml", raw)
    lines = {number for number, text in enumerate(parsed.lines, 1) if text.strip() in (SECRET, MORE)}

    left = without("eml", raw, texts_of(parsed.lines, lines), Judge("eml", parsed, set(), lines))

    said = parse("eml", left).text
    assert SECRET not in said
    assert "What nobody has erased" in said
    assert [mark.role for mark in parse("eml", left).posts[0].marks] == [mark.role for mark in parsed.posts[0].marks]


@pytest.mark.parametrize(("form", "raw", "place"), [("discourse", TOPIC, 1), ("phpbb", BOARD, 1)])
def test_a_post_goes_out_of_a_page_and_its_neighbours_stay(form, raw, place):
    parsed = parse(form, raw)
    post = parsed.posts[place]
    span = set(range(post.first_line, post.last_line + 1))

    left = without(form, raw, texts_of(parsed.lines, span), Judge(form, parsed, {place}, span))

    told = {
        each.id: "\n".join(parse(form, left).lines[each.first_line - 1 : each.last_line])
        for each in parse(form, left).posts
    }
    for n, each in enumerate(parsed.posts):
        if n not in (place, place + 1):
            assert told[each.id] == "\n".join(parsed.lines[each.first_line - 1 : each.last_line])
    assert SHORT not in left.decode()
    assert MORE not in left.decode()


def test_what_its_reader_cannot_part_is_kept_as_it_was_read():
    parsed = parse("discourse", TOPIC)

    raw = kept_bytes(parsed, {1}, {parsed.posts[2].first_line})

    assert is_kept(raw)
    assert parse("discourse", raw) == read_kept(raw)
    again = read_kept(raw)
    assert [post.id for post in again.posts] == ["9/1", "9/3", "9/4"]
    assert again.posts[0] == parsed.posts[0]
    assert SECRET not in again.text
    assert len(again.lines) == len(parsed.lines)


@pytest.mark.parametrize(
    ("form", "raw", "left"),
    [
        ("jsonl", b'{"id": "a", "text": "x"}\n', b"\n"),
        ("jsonl", b'[{"id": "a", "text": "x"},\n', b"[{},\n"),
        ("jsonl", b' {"id": "b", "text": "x"}]\n', b" {}]\n"),
        ("mbox", b"From a Thu Jan  2 10:00:00 2020\nFrom: a\n\nx\n", b""),
        ("stack_exchange", b'  <row Id="1" />\n', b"\n"),
    ],
)
def test_of_a_whole_unit_stays_what_the_others_need(form, raw, left):
    assert gaps.hollow(form, raw) == left
    if form == "jsonl" and b"[" in raw:
        assert json.loads(left.decode().rstrip().rstrip(",") + "]") == [{}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "shift_jis"])
def test_lines_of_a_page_go_and_no_other_moves(encoding):
    text = (
        "one\r\ntwo\nthree\rfour"
        if encoding == "cp1251"
        else "一つ\r\ntwo\nthree\rfour"
        if encoding != "utf-8"
        else "é\r\ntwo\nthree\rfour"
    )
    raw = text.encode(encoding)

    left = gaps.blanked(raw, encoding, {2, 3})

    assert left.decode(encoding) == text.replace("two", "").replace("three", "")


def test_a_judge_tells_what_stays_from_what_goes():
    parsed = parse("eml", mail(BODY.encode(), "8bit"))
    judge = Judge("eml", parsed, set(), {1, 2})

    assert judge.accepts(mail(BODY.encode(), "8bit"))
    assert not judge.is_clean(mail(BODY.encode(), "8bit"))
    assert judge.is_clean(mail(BODY.partition("\n\n")[2].encode(), "8bit"))
    assert judge.is_clean(mail(f"> {ERASED}\n\n{BODY.partition(chr(10) * 2)[2]}".encode(), "8bit"))
    assert not judge.accepts(mail(f"> {SECRET}\n".encode(), "8bit"))
    assert not judge.accepts(b"")
