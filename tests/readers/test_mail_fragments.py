"""Mails that were sent in parts (message/partial) -> the mail, or what is here of it. Words of our own.

jstedfast/gmime keeps such mails among its tests; Outlook Express broke what was large into them.
"""

from base64 import encodebytes
from io import BytesIO

from threads.readers import outline_unit, parse_unit
from threads.readers.eml import parse
from threads.readers.mbox import units

FILE = encodebytes(bytes(range(256)) * 9).decode()
INNER = (
    "Subject: Oars\nMessage-ID: <whole@example.org>\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="cut"\n\n--cut\n\nThe oars are drying.\n'
    f"--cut\nContent-Type: image/png; name=oar.png\nContent-Transfer-Encoding: base64\n\n{FILE}--cut--\n"
)
LINES = INNER.splitlines(keepends=True)
BODIES = ["".join(LINES[:14]), "".join(LINES[14:30]), "".join(LINES[30:])]


def part(number: int, body: str, *, of: int = 3, id_: str = "one@example.org") -> str:
    return (
        f"From: Ada <ada@example.org>\nDate: Mon, 3 Mar 2003 10:0{number}:00 +0000\nSubject: Oars [{number}/{of}]\n"
        f"Message-ID: <part{number}@example.org>\nMIME-Version: 1.0\n"
        f'Content-Type: message/partial; id="{id_}"; number={number}; total={of}\n\n{body}'
    )


def box(*mails: str) -> list[bytes]:
    content = "".join(f"From ada@example.org Mon Mar  3 10:00:00 2003\n{mail}\n" for mail in mails).encode()
    cut = list(units(BytesIO(content)))
    assert b"".join(cut) == content
    return cut


PARTS = [part(number, body) for number, body in enumerate(BODIES, 1)]


def test_parts_that_follow_each_other_are_one_mail():
    (whole,) = box(*PARTS)

    post = parse_unit("mbox", whole).posts[0]

    assert (post.id, post.title, post.author) == ("whole@example.org", "Oars", "Ada")
    assert post.facts == {"attachments": [{"name": "oar.png", "type": "image/png", "size": 2304}]}
    assert parse_unit("mbox", whole).text == "The oars are drying."


def test_words_go_on_where_the_part_before_ended():
    (whole,) = box(part(1, "Subject: Oars\n\nThe oars\n", of=2), part(2, "are drying.\n", of=2))

    assert parse_unit("mbox", whole).text == "The oars\nare drying."


def test_parts_of_which_one_is_not_here_say_which_they_are():
    cut = box(PARTS[0], PARTS[2])
    first, last = (parse_unit("mbox", raw) for raw in cut)

    assert [each.posts[0].facts["fragment"] for each in (first, last)] == ["part 1 of 3", "part 3 of 3"]
    assert first.text == "The oars are drying."
    assert first.posts[0].id == "whole@example.org"
    assert last.text == "[no text]"
    assert last.posts[0].facts["attachments"][0]["type"] == "message/partial"
    assert first.posts[0].thread == last.posts[0].thread == "partial:one@example.org"


def test_words_of_a_later_part_are_shown():
    parsed = parse(part(2, "are drying by the stove.\n").encode())

    assert parsed.text == "are drying by the stove."
    assert parsed.posts[0].facts["fragment"] == "part 2 of 3"


def test_parts_of_other_mails_and_in_another_order_stay_apart():
    assert len(box(PARTS[0], part(2, BODIES[1], id_="two@example.org"), PARTS[2])) == 3
    assert len(box(PARTS[1], PARTS[0], PARTS[2])) == 3
    assert len(box(PARTS[0], part(9, "Oars\n", of=1, id_=""), *PARTS)) == 3


def test_a_part_is_not_outlined_by_its_head():
    """The id of the first is that of the mail in it."""
    assert outline_unit("eml", PARTS[0].encode()) == ("", (), "")
