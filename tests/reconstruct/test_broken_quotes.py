"""Quoted lines that programs broke, joined, gave links or heads -> their sources, and what introduces them."""

from __future__ import annotations

import pytest

from threads.readers import eml
from threads.reconstruct.stated import StatedPost, read_stated, stated_posts
from threads.reconstruct.types import RunReading
from threads.words.attributions import introductions
from threads.words.kinds import Kind, Role

OARS = "The oars lie behind the oven and must dry until Monday."
NOTES = "All about them is written at https://mill.example/notes/oars-and-ovens/winter.html since May."


def mail(id_: str, sender: str, words: str, answers: str = "") -> StatedPost:
    head = f"From: {sender} <{sender.lower()}@example.org>\nDate: 3 Mar 2003 1{ord(id_) - 97}:00:00 +0000\nMessage-ID: <{id_}@example.org>\nSubject: Oars\n"
    head += f"In-Reply-To: <{answers}@example.org>\n" if answers else ""
    parsed = eml.parse(f"{head}\n{words}\n".encode())
    assert not isinstance(parsed, str)
    (post,) = stated_posts(f"box#{id_}", "box.mbox", parsed)
    return post


FIRST = mail("a", "Ada", f"{OARS}\n\n{NOTES}\n\n+}}\n\nCheers,\n")


def runs_of(words: str, first: StatedPost = FIRST) -> list[tuple[str, RunReading]]:
    """The lines of an answer that are not its author's, each with how it is read."""
    reading = read_stated([first, mail("b", "Bruno", words, "a")])
    document = next(each for each in reading.documents if each.document == "box#b")
    texts = reading.texts["box#b"]
    return [(texts[line - 1], run) for run in document.runs for line in run.lines if texts[line - 1].strip()]


def kinds(words: str, first: StatedPost = FIRST) -> dict[str, str]:
    """The same: the kind of the source, or the role of what has none."""
    return {text: run.source.kind if run.source else str(run.role) for text, run in runs_of(words, first)}


def test_an_address_that_was_broken_in_the_middle_is_found_by_its_letters():
    """jstanden/cerb#550: quotes are wrapped at a column, whatever stands there."""
    found = kinds(
        "> All about them is written at https://mill.example/notes/oars-and-ov\n> ens/winter.html since May.\n\nI see."
    )

    assert list(found.values()) == [Kind.EXACT, Kind.EXACT]


def test_an_end_that_lost_a_sign_is_found_between_the_lines_around_it():
    """Airmail/Airmail_Public#586 and mailpile/Mailpile#1264: a wrapped line loses its depth, or stands alone."""
    words = f"> > {OARS}\n> > All about them is written at https://mill.example/notes/oars-and-ov\n> ens\n> > /winter.html since May.\n\nI see."

    assert set(kinds(words).values()) <= {Kind.EXACT, Kind.PARTIAL}


def test_a_sign_that_came_into_the_middle_of_a_line_breaks_no_quote():
    """googleworkspace/cli#769: the coder wrapped a quoted line, and the reply was quoted again."""
    assert set(kinds(f"> {OARS[:20]}> {OARS[20:]}\n\nI see.").values()) == {Kind.EXACT}


def test_a_link_that_a_program_wrote_into_a_line_is_no_part_of_what_is_proven():
    """org-mime/org-mime#22 shows such mails: what was a link in HTML stands behind its words."""
    (text, run), *_ = runs_of(
        "> The oars <https://mill.example/oars> lie behind the oven and must dry until Monday.\n\nI see."
    )

    assert [text[source.start : source.end] for source in run.sources] == [
        "The oars ",
        " lie behind the oven and must dry until Monday.",
    ]
    assert {source.kind for source in run.sources} == {Kind.PARTIAL}


def test_a_rule_above_a_line_with_a_link_is_no_part_of_what_the_link_is_told_in():
    words = "> ____\n> The oars <https://mill.example/oars> lie behind the oven and must dry until Monday.\n\nI see."
    text, run = next((text, run) for text, run in runs_of(words) if run.sources)

    assert run.first_line == run.last_line
    assert text.startswith("The oars")


@pytest.mark.parametrize(
    "address",
    [
        "https://safe.example.com/?url=https%3A%2F%2Fmill.example%2Fnotes%2Foars-and-ovens%2Fwinter.html&data=02%7C01",
        "https://guard.example.com/v2/url?u=https-3A__mill.example_notes_oars-2Dand-2Dovens_winter.html&d=DwIF",
        "https://guard.example.com/v3/__https://mill.example/notes/oars-and-ovens/winter.html__;!!Hs$",
    ],
)
def test_an_address_that_a_mail_server_rewrote_is_told_from_a_missing_mail(address):
    """cphyc/thunderbird_remove_safelinks#4, cardi/proofpoint-url-decoder#6, apparition47/MailTrackerBlocker#112."""
    words = f"> {OARS}\n> All about them is written at {address} since May.\n\nI see."

    assert list(kinds(words).values()) == [Kind.EXACT, Kind.ALTERED]


def test_a_changed_line_between_proven_ones_shows_its_changes():
    first = mail(
        "a", "Ada", f"{OARS}\nThey were painted twice last year with tar.\nNobody may touch them before that day."
    )
    words = (
        f"> {OARS}\n> They were painted twice last summer with tar.\n> Nobody may touch them before that day.\n\nI see."
    )

    assert list(kinds(words, first).values()) == [Kind.EXACT, Kind.ALTERED, Kind.EXACT]


def test_a_few_letters_that_are_a_whole_line_of_the_post_are_found():
    assert kinds(f"> {OARS}\n>\n> Winter is near, as you know by now.\n> Cheers,\n\nI see.")["Cheers,"] == Kind.EXACT


def test_lines_without_a_word_go_with_the_quote_above_or_are_found_as_they_are():
    assert kinds(f"> {OARS}\n>> ---\n\nI see.") == {OARS: Kind.EXACT, "---": Kind.EXACT}
    assert kinds("> +}\n\nWhy?") == {"+}": Kind.EXACT}
    assert kinds("> +]\n\nWhy?") == {"+]": Role.QUOTE}


def test_what_stands_in_no_mail_stays_a_quote_without_a_source():
    words = f"> {OARS}\n> And you must have painted them all by then.\n\nI see."

    assert kinds(words) == {OARS: Kind.EXACT, "And you must have painted them all by then.": Role.QUOTE}


@pytest.mark.parametrize(
    "lines",
    [
        ["On Mon, 2 Mar 2003 at 10:00, Ada <ada@example.org <mailto:ada@example.org>> wrote:"],
        ["On Mon, 2 Mar 2003 at 10:00, Ada Byron of the Mill", "<ada@example.org> wrote:"],
        ["-----Original Message-----", "From: Ada", "Sent: Monday", "To: Bruno", "Subject: Oars"],
        ["To: Bruno; Chen", "<chen@example.org>", "Cc: Dalia", "Subject: Oars"],
        ["[CAUTION: This mail is from outside. Open nothing that you do not expect.]"],
        ["Am 2. März 2003 um 10:00 schrieb Ada Byron <ada@example.org>:"],
    ],
)
def test_what_introduces_a_quote_within_a_quote_is_an_attribution(lines):
    found = kinds("\n".join(["Hello.", "", *(f"> {line}" for line in lines), ">", f">> {OARS}", "", "I see."]))

    assert found.pop(OARS) == Kind.EXACT
    assert found == dict.fromkeys(lines, Role.ATTRIBUTION)


@pytest.mark.parametrize(
    "line",
    ["To: be or not to be, as they say", "He wrote:", "The caution: external doors stay shut", "On Monday they dry:"],
)
def test_words_are_no_introduction(line):
    assert introductions([line, "", "And the oars."]) == set()


def test_a_note_of_many_lines_is_somebodys_words():
    assert (
        introductions(
            ["CAUTION: External doors", "are to be shut", "by whoever", "comes last", "and who goes", "first"]
        )
        == set()
    )
