"""Bodies of mails -> text and attachments. MIME as RFC 2045 to 2049 and 2183 define it, flowed lines as RFC 3676."""

import base64

import pytest

from tests.helpers.mail_parts import attached, multipart, read, text_of
from tests.helpers.seconds import at_most
from threads.readers import mbox
from threads.readers.mail import mime

PLAIN = "Content-Type: text/plain\n\nPlain words."
RUSSIAN = "Прилив сегодня запаздывает на час, и никто не знает почему. Лодки ждут у причала."
HTML = "Content-Type: text/html\n\n<p>Rich <b>words</b>.</p>"
PICTURE = (
    "Content-Type: image/png; name=tide.png\nContent-Transfer-Encoding: base64\n\n"
    + base64.b64encode(b"x" * 100).decode()
)


@pytest.mark.parametrize(
    ("label", "content", "text"),
    [
        ("utf-8", "Ebbe für Åse".encode(), "Ebbe für Åse"),
        ("iso-8859-1", "Ebbe für Åse – €".encode("cp1252"), "Ebbe für Åse – €"),
        ("iso-8859-1", "Ebbe für Åse".encode(), "Ebbe für Åse"),
        ("us-ascii", "Ebbe für Åse".encode(), "Ebbe für Åse"),
        ("utf-8", RUSSIAN.encode("cp1251"), RUSSIAN),
        ("gb2312", "潮汐来得很晚镕".encode("gb18030"), "潮汐来得很晚镕"),
        ("ks_c_5601-1987", "밀물이 늦다 똠".encode("cp949"), "밀물이 늦다 똠"),
        ("iso-2022-jp", "満潮は遅い".encode("iso-2022-jp"), "満潮は遅い"),
        ("koi8-r", "Прилив запаздывает".encode("koi8-r"), "Прилив запаздывает"),
        ("x-unknown", "Ebbe für Åse".encode(), "Ebbe für Åse"),
        ("rot13", b"Words", "Words"),
        ("idna", b"Words", "Words"),
        ("undefined", b"Words", "Words"),
        ("\x00", b"Words", "Words"),
        ("utf-16", "Ebbe".encode("utf-16"), "Ebbe"),
    ],
)
def test_any_charset_label_is_seen_through(label, content, text):
    assert text_of(f"Content-Type: text/plain; charset={label}", content) == text


def test_one_broken_character_spoils_no_others():
    assert text_of("Content-Type: text/plain; charset=utf-8", "ü".encode() * 200 + b"\xff") == "ü" * 200 + "\ufffd"


def test_what_cannot_be_stored_is_replaced():
    assert text_of("Content-Type: text/plain", b"a\0b\x1bc") == "a\ufffdb\ufffdc"


def test_transfer_encodings_are_undone_and_broken_ones_kept_as_far_as_they_go():
    quoted, coded = "Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: BASE64"

    assert text_of(quoted, "ti=\nde =3D =ZZ =C3=A9") == "tide = =ZZ é"
    assert text_of(coded, "V29yZHM=\n") == "Words"
    assert text_of(coded, "V29yZHM\n") == "Words"
    assert text_of(coded, "V29yZ\n") == "Wor"


def test_a_footer_below_encoded_words_is_read():
    assert text_of("Content-Transfer-Encoding: base64", "V29yZHM=\n\nOf the tide list, weekly\n").split() == [
        *"Words Of the tide list, weekly".split()
    ]


def test_plain_text_is_preferred_to_html_unless_it_is_empty():
    assert text_of(*multipart("alternative", HTML, PLAIN)) == "Plain words."
    assert text_of(*multipart("alternative", "Content-Type: text/plain\n\n \n", HTML)) == "Rich words."


def test_a_mail_of_html_alone_is_read_as_text_with_its_quotes():
    parsed = read("Content-Type: text/html", "<p>Yes.</p><blockquote>Is it late?</blockquote>")

    assert parsed.text == "Yes.\n\nIs it late?"
    assert [(mark.role, mark.depth) for mark in parsed.posts[0].marks] == [("quote", 1)]


def test_a_signature_in_html_is_known_without_the_space_that_html_drops():
    parsed = read("Content-Type: text/html", "<p>Words.</p><div>-- </div>" + "<div>Ada</div>" * 7)

    assert [(mark.role, mark.first_line, mark.last_line) for mark in parsed.posts[0].marks] == [("signature", 3, 10)]


def test_parts_to_be_read_are_read_in_order_and_the_others_listed():
    head, body = multipart("mixed", PLAIN, PICTURE, "Content-Type: text/plain\n\nMore words.")

    assert text_of(head, body) == "Plain words.\n\nMore words."
    assert attached(head, body) == [("tide.png", "image/png", 100)]


def test_nested_parts_are_read():
    _, inner = multipart("alternative", PLAIN, HTML)
    inner = inner.replace("--cut", "--in")

    head, body = multipart("mixed", f"Content-Type: multipart/alternative; boundary=in\n\n{inner}", PICTURE)

    assert text_of(head, body) == "Plain words."
    assert len(attached(head, body)) == 1


def test_a_mail_within_a_mail_is_listed_by_its_subject():
    inner = "Content-Type: message/rfc822\n\nSubject: =?utf-8?q?T=C3=ADdes?=\n\nInner words."

    parsed = read(*multipart("mixed", PLAIN, inner))

    assert parsed.text == "Plain words.\n\nSubject: Tídes\n\nInner words."
    assert parsed.posts[0].facts["attachments"][0]["name"] == "Tídes"


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ('filename="../../etc/tide.txt"', "tide.txt"),
        ("filename*=utf-8''t%C3%ADde.txt", "tíde.txt"),
        ("filename*0=ti; filename*1=de.txt", "tide.txt"),
        ("filename==?utf-8?q?t=C3=ADde?=", "tíde"),
        ('filename="a\x00b"', "a\ufffdb"),
        ("filename=" + "x" * 5_000, "x" * 255),
        ("", ""),
    ],
)
def test_attachments_are_named_safely(stated, name):
    part = f"Content-Type: application/pdf\nContent-Disposition: attachment; {stated}\n\nx"

    assert attached(*multipart("mixed", PLAIN, part)) == [(name, "application/pdf", 1)]


def test_a_missing_end_and_a_missing_boundary_lose_no_word():
    head, body = multipart("mixed", PLAIN, "Content-Type: text/plain\n\nMore words.")

    assert text_of(head, body.partition("--cut--")[0]) == "Plain words.\n\nMore words."
    assert "Plain words." in text_of("Content-Type: multipart/mixed; boundary=other", body)
    assert "Plain words." in text_of("Content-Type: multipart/mixed", body)


def test_flowed_lines_are_joined_within_their_depth():
    parsed = read(
        "Content-Type: text/plain; format=flowed",
        "> How late \n> is it?\n>> Late.\nAn hour \nor so.\n From May.\n-- \nAda\n",
    )

    assert parsed.text.split("\n") == ["How late is it?", "Late.", "An hour or so.", "From May.", "-- ", "Ada"]
    assert [(mark.role, mark.depth) for mark in parsed.posts[0].marks] == [("quote", 1), ("quote", 2), ("signature", 1)]


def test_flowed_lines_whose_space_goes_are_joined_without():
    assert text_of("Content-Type: text/plain; format=flowed; delsp=yes", "満潮は \n遅い\n") == "満潮は遅い"


def test_a_mail_without_words_is_a_post():
    assert text_of("Subject: x", "") == "[no text]"


def nest(depth: int, kind: str) -> bytes:
    heads = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(depth))
    return heads if kind == "multipart" else b"Content-Type: message/rfc822\n\n" * depth


HOSTILE = {
    "multipart in multipart": nest(2_000, "multipart") + b"\nwords",
    "mail in mail": nest(2_000, "message") + b"words",
    "ten thousand parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nwords\n" * 10_000,
    "one line": b"Subject: x\n\n" + b"x" * 10_000_000,
    "quote signs": b"Subject: x\n\n" + b"> " * 1_000_000,
    "many quote signs": b"Subject: x\n\n" + b">>>> a:\nwrote:\n\n" * 60_000,
    "a long head": b"X: " + b"y\n " * 500_000 + b"\n\nwords",
    "odd heads": b"Subject: x\n" + b"odd\nDate: x\n" * 100_000 + b"\nwords",
    "labels": b"Subject: x\n\n" + b"From: a\n" * 100_000,
    "dashes": b"Subject: x\n\n" + b"-- \n" * 50_000,
    "attributions": b"Subject: x\n\n" + b"On 1 Jan 2020\n" * 60_000 + b"wrote:\n",
    "colons": b"Subject: x\n\n" + b"On 2020 <a@x>:\n" * 60_000,
    "parameters": b"Content-Type: text/plain" + b"; a*0=b" * 100_000 + b"\n\nwords",
    "encoded words": b"Subject: " + b"=?utf-8?q?" * 100_000 + b"\n\nwords",
    "padding": b"Content-Transfer-Encoding: base64\nX: y\n\n" + b"=\n" * 500_000,
    "munged lines": b"Subject: x\n\n" + b">From a\n" * 100_000,
    "recipients": b"To: " + b"a@x, " * 20_000 + b"\n\nwords",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mails_are_read_in_time(name):
    with at_most(seconds=4):
        parsed = mbox.parse(b"From ada Thu Jan  2 10:00:00 2020\n" + HOSTILE[name])

    assert not isinstance(parsed, str)


def test_parts_beyond_the_last_that_is_read_are_listed_as_one(monkeypatch):
    monkeypatch.setattr(mime, "MOST_PARTS", 3)

    head, body = multipart("mixed", PLAIN, PLAIN, PLAIN, PLAIN)

    assert text_of(head, body) == "Plain words.\n\nPlain words."
    assert [one[1] for one in attached(head, body)] == ["multipart/mixed"]


NOTE = (
    "-------------- next part --------------\nA non-text attachment was scrubbed...\nName: oar.png\nType: image/png\n"
    "Size: 2304 bytes\nDesc: not available\nURL: <http://lists.example.org/a/attachment.png>\n"
)


def test_a_note_of_an_archive_is_nobodys_words_and_lists_the_file():
    """Months of Pipermail hold such notes in the place of parts; below a rule without one a part was left in."""
    parsed = read("Subject: Oars", f"Drying.\n{NOTE}-------------- next part --------------\nBy the stove.\n")

    post = parsed.posts[0]
    assert [(mark.first_line, mark.last_line, mark.role) for mark in post.marks] == [(2, 9, "chrome")]
    assert post.facts["attachments"] == [{"name": "oar.png", "type": "image/png", "size": 2304}]


def test_a_note_below_a_quote_by_place_is_no_quote():
    head = "-----Original Message-----\nFrom: Bo\nSent: Monday\nTo: Ada\nSubject: Oars\n\nWhere are they?\n"

    marks = read("Subject: Oars", f"Drying.\n\n{head}{NOTE}").posts[0].marks

    assert (marks[-1].role, marks[-1].last_line - marks[-1].first_line) == ("chrome", 6)
