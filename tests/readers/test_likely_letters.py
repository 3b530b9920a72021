"""Mails whose charset nobody states, judged with the other mails of their file. Words of our own."""

import pytest

from threads.readers import is_open_unit, letters_of, parse_unit

RUSSIAN = "Весло сохнет у печки. Завтра мы пойдём на дальний пруд, если не будет дождя."
GERMAN = "Das schöne Ruder trocknet über dem Ofen."
CHINESE = "船槳在爐子旁邊晾乾，明天我們去遠處的池塘。"
POLISH = "Wiosła schną za piecem, łódź też."


def mail(words: str, charset: str, label: str = "", author: str = "ada", subject: str = "Oars") -> bytes:
    named = f"Content-Type: text/plain; charset={label}\n" if label else ""
    head = f"From: {author}@example.org\nSubject: {subject}\nDate: Mon, 3 Mar 2003 10:00:00 +0000\n{named}\n"
    return f"{head}{words}\n".encode(charset)


def several(words: str, charset: str, label: str = "") -> list[bytes]:
    return [mail(words, charset, label, f"ada{number}") for number in range(9)]


def chosen(mails: list[bytes]) -> dict[int, str]:
    return letters_of("eml", mails, [pair for pair in enumerate(mails) if is_open_unit("eml", pair[1])])


def last_read(mails: list[bytes]) -> str:
    """The words of the last mail, read as its file has it read."""
    return parse_unit("eml", mails[-1], chosen(mails).get(len(mails) - 1, "")).text.strip()


KOI8 = several(RUSSIAN, "koi8-r", "koi8-r")


@pytest.mark.parametrize(
    ("others", "words", "charset"),
    [
        *((KOI8, words, "koi8-r") for words in ("Да", "Нет!", "я", "в лодке")),
        (several(RUSSIAN, "koi8-r"), "Да", "koi8-r"),
        *((several(CHINESE, "big5", "big5"), words, "cp950") for words in ("好", "謝謝", "船槳")),
        *((several(POLISH, "iso8859-2", "iso-8859-2"), words, "iso8859-2") for words in ("łódź", "Też", "Łukasz")),
        *((several(GERMAN, "cp1252", "iso-8859-1"), words, "cp1252") for words in ("Grüße", "à bientôt", "50 £")),
    ],
)
def test_few_words_are_in_the_letters_of_the_other_mails(others, words, charset):
    assert last_read([*others, mail(words, charset)]) == words


@pytest.mark.parametrize(
    ("words", "charset"),
    [
        ("Да, согласен.", "cp1251"),
        (RUSSIAN, "cp1251"),
        ("Grüße", "cp1252"),
        ("voilà une idée", "cp1252"),
        ("Schöne Grüße aus Köln", "cp1252"),
        ("a café, à la carte", "cp1252"),
        ("N° 5 – 20 µs – 3 º", "cp1252"),
    ],
)
def test_words_whose_own_letters_say_otherwise_are_not_overruled(words, charset):
    mails = [*KOI8, mail(words, charset)]

    assert chosen(mails) == {}
    assert last_read(mails) == words


def test_an_authors_own_mails_count_more():
    mails = [*several(GERMAN, "cp1252", "iso-8859-1"), *[mail(RUSSIAN, "koi8-r", "koi8-r", "oleg")] * 3]

    assert last_read([*mails, mail("è", "cp1252", author="ada0")]) == "è"
    assert last_read([*mails, mail("Да", "koi8-r", author="oleg")]) == "Да"


def test_the_subject_is_read_in_the_same_letters():
    mails = [*KOI8, mail("Да", "koi8-r", subject="Лодка")]

    assert parse_unit("eml", mails[-1], chosen(mails)[9]).posts[0].title == "Лодка"


@pytest.mark.parametrize(
    "raw",
    [mail("Ruder über Bord", "utf-8"), mail("Oars", "ascii"), mail("Oars", "ascii", "us-ascii")],
)
def test_what_is_utf_8_or_has_no_such_letters_is_not_open(raw):
    assert not is_open_unit("mbox", raw)


def test_one_letter_in_a_long_mail_is_no_damage():
    """No letter of it is UTF-8, so the one that is none does not make it broken UTF-8."""
    words = "The oars are drying in the boathouse. " * 9 + "See you at the café."

    assert last_read([mail(words, "cp1252")]) == words
