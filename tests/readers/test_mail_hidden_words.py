"""Words of mails that programs put where few readers look -> they are on the page; what programs wrote around them is not."""

import base64
import struct

import pytest

from tests.helpers.mail_parts import attached, multipart, read, text_of
from threads.readers import eml
from threads.readers.mail.envelopes import signed_content

INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe oars are signed for.\r\n"


def der(kind: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    size = bytes([len(content)]) if len(content) < 128 else b"\x82" + struct.pack(">H", len(content))
    return bytes([kind]) + size + content


SIGNED, DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
ENCRYPTED = bytes.fromhex("06092a864886f70d010703")


def envelope(octets: bytes, kind: bytes = SIGNED) -> bytes:
    inside = der(0x30, b"\x02\x01\x01", der(0x31), der(0x30, DATA, der(0xA0, octets)), der(0x31))
    return der(0x30, kind, der(0xA0, inside))


@pytest.mark.parametrize(
    "octets",
    [
        der(0x04, INNER),
        der(0x24, der(0x04, INNER[:30]), der(0x04, INNER[30:])),
        b"\x24\x80" + der(0x04, INNER) + b"\0\0",
    ],
)
def test_the_words_of_a_signed_envelope_are_read(octets):
    """zammad/zammad#6376, linagora/tmail-backend#1159, Takika/rc_smime#8: the words lie in smime.p7m."""
    head = 'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\nContent-Transfer-Encoding: base64'

    assert text_of(head, base64.encodebytes(envelope(octets))) == "The oars are signed for."


@pytest.mark.parametrize(
    "content", [envelope(der(0x04, INNER), ENCRYPTED), envelope(der(0x04, INNER))[:30], b"", b"\x30\xff"]
)
def test_an_envelope_that_signs_nothing_readable_is_an_attachment(content):
    assert signed_content(content) is None
    head = "Content-Type: application/x-pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64"
    assert attached(head, base64.encodebytes(content)) == [("smime.p7m", "application/x-pkcs7-mime", len(content))]


CALENDAR = (
    "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nDTSTART:19700101T000000\nEND:VTIMEZONE\nBEGIN:VEVENT\nSUMMARY:Oar\n  making\n"
    "DTSTART;TZID=Europe/Oslo:20030304T100000\nDTEND:20030304T110000Z\nLOCATION:The shed\\, upstairs\nBEGIN:VALARM\n"
    "DESCRIPTION:Beep\nEND:VALARM\nDESCRIPTION:Bring tar.\\nAnd lime.\nEND:VEVENT\nEND:VCALENDAR\n"
)  # fmt: skip


def test_an_invitation_alone_says_what_when_and_where():
    words = (
        "Oar making\n2003-03-04 10:00 (Europe/Oslo) to 2003-03-04 11:00 UTC\nThe shed, upstairs\nBring tar.\nAnd lime."
    )

    assert text_of("Content-Type: text/calendar; method=REQUEST", CALENDAR) == words
    assert (
        text_of(
            *multipart("mixed", "Content-Type: text/plain\n\nSee below.", f"Content-Type: text/calendar\n\n{CALENDAR}")
        )
        == "See below."
    )


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    packed = (b"\1" + struct.pack("<II", kind, len(value)) + value + b"\0\0" for kind, value in attributes)
    return b"\x78\x9f\x3e\x22\0\0" + b"".join(packed)


def test_what_outlook_packed_together_is_listed_and_its_words_read_if_there_are_no_others():
    packed = tnef((0x0002800C, b"Wet oars.\0"), (0x00018010, b"oar.png\0"), (0x0006800F, b"x" * 40), (7, b""))
    head = "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64"

    parsed = read(head, base64.encodebytes(packed + b"\1cut"))

    assert parsed.text == "Wet oars."
    assert [(each["name"], each["size"]) for each in parsed.posts[0].facts["attachments"][1:]] == [("oar.png", 40)]


LONG = "<p>" + "The oars dry beside the oven, and nobody may touch them before Monday noon. " * 3 + "</p>"


@pytest.mark.parametrize(
    ("plain", "html", "is_rich"),
    [
        ("Your program cannot show this mail.", LONG, True),
        ("This is a mail in HTML, and wants a browser.", "<p>The oars are beside the oven and wet, so bring tar too.</p>", True),
        ("Write me in HTML, not in Word.", "<p>Write me in HTML, not in Word. " + LONG[:30] + "</p>", False),
        ("", LONG, True),
        ("They dry.", "<p>They dry.</p><blockquote>" + LONG + "</blockquote>", False),
        ("They dry.", "<style>" + "p { color: red } " * 60 + "</style><p>They dry.</p>", False),
        ("word " * 70, LONG * 9, False),
    ],
)  # fmt: skip
def test_html_that_says_more_than_its_stub_of_a_plain_part_is_read(plain, html, is_rich):
    text = text_of(
        *multipart("alternative", f"Content-Type: text/plain\n\n{plain}", f"Content-Type: text/html\n\n{html}")
    )

    assert ("beside the oven" in text) is is_rich


def test_words_around_the_parts_are_shown_and_what_programs_put_there_is_not():
    head, body = multipart("mixed", "Content-Type: text/plain\n\nThe part.")

    assert text_of(head, body) == "The part."
    assert (
        text_of(head, f"Wet oars first.\n{body.partition('--cut')[1]}{body.partition('--cut')[2]}And last.\n")
        == "Wet oars first.\n\nThe part.\n\nAnd last."
    )


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("begin 644 oar.png\n#0V%T\n`\nend", "oar.png", "application/x-uuencode"),
        ("begin 666 my oar.png\n" + ("M" + "5&AE(&]A<G,@87)E('=E=\"X*" * 2 + "5&AE(&]A<G,@" + "\n") * 4, "my oar.png", "application/x-uuencode"),
        ("begin-base64 644 oar.png\nV2V0IG9hcnMu\n====", "oar.png", "application/x-uuencode"),
        ("=ybegin line=128 size=9 name=oar.png\nodd signs\n=yend size=9", "oar.png", "application/x-yencode"),
        ("(This file must be converted with BinHex 4.0)\n\n:#\"4P8@0\n!N!-:", "", "application/mac-binhex40"),
    ],
)  # fmt: skip
def test_a_file_within_the_words_is_an_attachment(code, name, kind):
    """jstedfast/MimeKit#242 and #1143, deltachat/deltachat-core#90, SpamScope/mail-parser#81."""
    head, body = "Subject: oars", f"Before.\n\n{code}\nAfter.\n"

    assert "Before." in text_of(head, body)
    assert text_of(head, body).endswith("After.")
    assert len(text_of(head, body).split()) == 2
    assert [each[:2] for each in attached(head, body)] == [(name, kind)]


@pytest.mark.parametrize(
    "words",
    [
        "begin 644 words of a song\nThe oars are wet and long, they are.\nend",
        "begin again\n\nend",
        "(This file must be converted with BinHex 4.0)\nsaid Ada.",
    ],
)
def test_words_that_only_look_like_a_file_stay(words):
    assert text_of("Subject: oars", words) == words


def test_code_that_stops_short_is_read_as_far_as_it_goes():
    coded = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64"
    whole = base64.b64encode("Årer tørker nå.".encode()).decode()

    assert text_of(coded, whole[:-3]) == "Årer tørker n"
    assert text_of(coded, base64.b64encode("Årer tørker nå".encode()[:-1])) == "Årer tørker n\ufffd"
    assert text_of(coded, "words, not code") == "words, not code"


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/enriched", "<bold>Wet</bold> oars\n<<tar>\n\nNext.<param>x</param>", "Wet oars <tar>\nNext."),
        ("text/enriched", "<nofill>a\nb</nofill>", "a\nb"),
        ("text/plain", "<x-flowed>\nOne \nline.\n</x-flowed>\n", "One line."),
        ("text/plain", "<x-html>\n<p>Rich <b>oars</b></p>\n</x-html>\n-- list\n", "Rich oars\n\n-- list"),
        ("text/plain", "<x-rich>Wet <bold>oars</bold></x-rich>", "Wet oars"),
        ("text/plain", "Say <x-flowed> to it.", "Say <x-flowed> to it."),
    ],
)
def test_marks_of_programs_are_no_words(kind, body, text):
    assert text_of(f"Content-Type: {kind}", body) == text


def test_what_lists_add_below_code_is_read_and_odd_signs_within_it_are_passed_over():
    """osTicket/osTicket-1.7#624: words among the code; Spinoco/fs2-mail#37: several pieces of code, each with its end."""
    coded = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64"
    line = base64.b64encode(b"The oars lie behind the oven.\n").decode()
    footer = "_____\noars mailing list\nhttps://lists.example/oars"

    assert text_of(coded, f"{line}\n{footer}") == f"The oars lie behind the oven.\n\n{footer}"
    assert text_of(coded, f"{line[:20]}!!{line[20:]}\n{line}").split("\n")[:2] == ["The oars lie behind the oven."] * 2
    padded = base64.b64encode(b"Two pieces").decode()
    assert text_of(coded, f"{padded}\n{padded}") == "Two piecesTwo pieces"


@pytest.mark.parametrize(
    "line",
    [
        "--- Below this line is a copy of the message.",
        "------ This is a copy of the message, including all the headers. ------",
    ],
)
def test_the_mail_that_a_bounce_gives_back_within_its_words_is_quoted(line):
    words = f"It could not be delivered.\n\n{line}\n\nReturn-Path: <ada@example.org>\nFrom: Ada\nSubject: Oars\n\nThey are dry."
    post = read("Subject: failure", words).posts[0]

    assert [mark.role for mark in post.marks] == ["attribution", "quote"]


def test_an_excerpt_is_a_quote():
    (post,) = read("Content-Type: text/enriched", "<excerpt>Who?\n\nWhen?</excerpt>I do.").posts

    assert [(mark.role, mark.first_line, mark.last_line) for mark in post.marks][:1] == [("quote", 1, 2)]


CLEARSIGNED = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n> Who has them?\nI have.\n\n- - oars\n- -- \nAda\n"
    "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAd\n-----END PGP SIGNATURE-----\n\nSent by boat.\n"
)


def test_what_frames_signed_words_is_no_words_and_dashes_are_themselves():
    """thunderbird-conversations/thunderbird-conversations#1249 shows how such mails come out empty."""
    (post,) = read("Subject: oars", CLEARSIGNED).posts
    texts = read("Subject: oars", CLEARSIGNED).lines
    roles = [(mark.role, texts[mark.first_line - 1]) for mark in post.marks]

    assert ("chrome", "-----BEGIN PGP SIGNED MESSAGE-----") in roles
    assert ("chrome", "-----BEGIN PGP SIGNATURE-----") in roles
    assert ("quote", "Who has them?") in roles
    assert ("signature", "-- ") in roles
    assert "- oars" in texts
    assert texts[-1] == "Sent by boat."


def test_a_frame_without_an_end_is_words():
    (post,) = read("Subject: oars", "-----BEGIN PGP SIGNED MESSAGE-----\n- so it begins.\n").posts

    assert post.marks == ()


def test_hostile_bodies_take_time_in_proportion():
    for line in (
        "begin 644 x",
        "=ybegin line=1 size=1 name=x",
        "-----BEGIN PGP SIGNATURE-----",
        "<bold>",
        "(This file must be converted with BinHex 4.0)",
    ):
        kind = "enriched" if line == "<bold>" else "plain"
        assert isinstance(text_of(f"Content-Type: text/{kind}", f"{line}\n" * 20_000), str)


def test_a_mail_that_is_an_attachment_of_a_mail_shows_who_wrote_it_when_and_what():
    """hypermail-project/hypermail#72, nextcloud/mail#2541, d99kris/nmail#55."""
    inner = "Content-Type: message/rfc822\n\nFrom: Bruno <b@example.org>\nDate: Mon, 3 Mar 2003 10:00:00 +0100\nSubject: Oars\n\n> Who?\nI have them.\n"
    parsed = read(*multipart("mixed", "Content-Type: text/plain\n\nSee below.", inner))
    (post,) = parsed.posts
    roles = {
        parsed.lines[line - 1]: (mark.role, mark.depth)
        for mark in post.marks
        for line in range(mark.first_line, mark.last_line + 1)
    }

    assert roles["From: Bruno"] == ("attribution", 1)
    assert roles["I have them."] == ("quote", 1)
    assert roles["Who?"] == ("quote", 2)
    assert "See below." not in roles
    assert "b@example.org" not in parsed.text


def test_a_mail_within_mails_within_mails_ends():
    mail = "From: Ada\n\nwords"
    for _ in range(60):
        mail = f"From: Ada\nContent-Type: message/rfc822\n\n{mail}"

    assert isinstance(eml.parse(mail.encode()).text, str)


@pytest.mark.parametrize("kind", ["text/plain; name=oars.txt", "message/delivery-status"])
def test_words_that_are_attached_are_read_where_there_are_no_others(kind):
    part = f"Content-Type: {kind}\nContent-Disposition: attachment\n\nWet: oars"

    assert text_of(*multipart("mixed", part)) == "Wet: oars"
    assert text_of(*multipart("mixed", "Content-Type: text/plain\n\nSee below.", part)) == "See below."


def test_a_mail_below_lines_of_spaces_is_read():
    """Pages that show the source of a mail put a line of spaces before it, and people save that."""
    assert (
        eml.parse(b" " * 300 + b"\n\n" + b"From: Ada\nDate: 3 Mar 2003 10:00\nSubject: Oars\n\nwet").posts[0].author
        == "Ada"
    )
