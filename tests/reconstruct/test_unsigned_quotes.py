"""Quotes that no ">" marks, and what is nobody's words -> told by the post that is answered and by other posts of the thread."""

from __future__ import annotations

import pytest

from threads.readers import eml
from threads.reconstruct.stated import StatedPost, read_stated, stated_posts
from threads.words.kinds import Role

LINE = "The oars lie behind the oven and must dry until Monday."
DISCLAIMER = "=============\nThis mail and all that hangs on it is meant for whom it was sent to,\nand whoever else reads it is asked to row away quietly."


def mail(id_: str, sender: str, words: str, answers: str = "") -> StatedPost:
    head = f"From: {sender.title()} <{sender}@example.org>\nDate: 3 Mar 2003 1{ord(id_) - 97}:00:00 +0000\nMessage-ID: <{id_}@example.org>\nSubject: Oars\n"
    head += f"In-Reply-To: <{answers}@example.org>\n" if answers else ""
    parsed = eml.parse(f"{head}\n{words}\n".encode())
    assert not isinstance(parsed, str)
    (post,) = stated_posts(f"box#{id_}", "box.mbox", parsed)
    return post


def roles(id_: str, *posts: StatedPost) -> dict[str, str]:
    """The role of each line of a post that has words."""
    reading = read_stated(posts)
    document = next(each for each in reading.documents if each.document == f"box#{id_}")
    texts = reading.texts[document.document]
    role_of = {line: run.role.value for run in document.runs for line in run.lines}
    return {text: role_of.get(line, Role.BODY.value) for line, text in enumerate(texts, 1) if text.strip()}


FIRST = mail("a", "ada", f"{LINE}\n\nBring tar, and bring the long brushes from the loft.")


@pytest.mark.parametrize("sign", ["Ada> ", "AM>", "| ", ": ", "] ", "|"])
def test_a_line_behind_another_sign_is_a_quote_if_the_post_answered_holds_it(sign):
    """microsoft/typeagent-py#114 and others know ">" alone; older programs let people choose."""
    answer = mail("b", "bruno", f"{sign}{LINE}\n\nWhy until then?", "a")

    assert roles("b", FIRST, answer) == {f"{sign}{LINE}": "quote", "Why until then?": "body"}


@pytest.mark.parametrize(
    "line",
    [
        "| The oars | are wet |",
        ": something else that nobody has said",
        "] oars",
        f"|\t{LINE}",
        f"}} {LINE}",
        "shell> row the boat ashore",
    ],
)
def test_a_line_that_stands_nowhere_stays_its_authors(line):
    answer = mail("b", "bruno", f"{line}\n\nWhy until then?", "a")

    assert roles("b", FIRST, answer)[line] == "body"


ATTRIBUTION = "On 3 Mar 2003, at 10:00, Ada <ada@example.org> wrote:"


def test_below_an_unmarked_quote_that_is_proven_new_words_are_the_authors():
    """crisp-oss/email-reply-parser#32 and HQBase/hqbase#61: words between and below are lost otherwise."""
    words = f"Hello.\n\n{ATTRIBUTION}\n\n{LINE}\n\nThey were dry on Friday, I have looked myself.\n\nBring tar, and bring the long brushes from the loft.\n\nThe loft is locked and nobody has the key.\n"
    found = roles("b", FIRST, mail("b", "bruno", words, "a"))

    assert found[LINE] == found["Bring tar, and bring the long brushes from the loft."] == "quote"
    assert found["They were dry on Friday, I have looked myself."] == "body"
    assert found["The loft is locked and nobody has the key."] == "body"


def test_what_is_older_or_short_or_said_elsewhere_stays_quoted():
    older = mail("a", "ada", f"{LINE}\n\n> Where may the oars have gone this time?\n\nAda")
    words = f"Hello.\n\n{ATTRIBUTION}\n\n{LINE}\n\nWhere may the oars have gone this time?\n\nAda\n"

    assert roles("b", older, mail("b", "bruno", words, "a"))["Where may the oars have gone this time?"] == "quote"
    assert roles("b", older, mail("b", "bruno", words, "a"))["Ada"] == "quote"


def test_of_a_quote_whose_source_is_missing_nothing_is_the_authors():
    words = f"Hello.\n\n{ATTRIBUTION}\n\n{LINE}\n\nThey were dry on Friday, I have looked myself.\n"

    assert roles("b", mail("b", "bruno", words, "a"))["They were dry on Friday, I have looked myself."] == "quote"


def test_a_block_below_a_rule_with_which_two_authors_end_is_nobodys():
    answer = mail("b", "bruno", f"They are dry.\n{DISCLAIMER}", "a")
    other = mail("a", "ada", f"Are they dry?\n{DISCLAIMER}")

    found = roles("b", other, answer)
    assert {role for text, role in found.items() if text in DISCLAIMER} == {"chrome"}
    assert found["They are dry."] == "body"


def test_a_block_with_which_one_author_ends_is_his():
    posts = mail("a", "ada", f"Are they dry?\n{DISCLAIMER}"), mail("b", "ada", f"They are.\n{DISCLAIMER}", "a")

    assert set(roles("b", *posts).values()) == {"body"}


SPONSOR = "------------------------ Yahoo! Groups Sponsor --------------------~--> \nRow faster with our oars.\nhttp://oars.example/1\n---------------------------------------------------------------------~-> "
LINKS = "To unsubscribe from this group, send an email to:\noars-unsubscribe@egroups.example\n\nYour use of Yahoo! Groups is subject to http://docs.yahoo.example/info/terms/"


@pytest.mark.parametrize(
    "footer",
    [
        SPONSOR,
        LINKS,
        f"{SPONSOR}\n\n{LINKS}",
        "Yahoo! Groups Links\n\n<*> To visit your group on the web, go to:\n    http://groups.example/oars",
    ],
)
def test_what_a_list_adds_between_its_rules_is_nobodys(footer):
    found = roles("a", mail("a", "ada", f"They are dry.\n\n-- \nAda\n\n{footer}\n"))

    assert found["They are dry."] == "body"
    assert found["Ada"] == "signature"
    assert {role for text, role in found.items() if text in footer and text != "-- "} == {"chrome"}


def test_rules_around_ones_own_words_are_no_footer():
    words = "----- Who pays? -----\nWe have no sponsor yet.\n--------------------------"

    assert set(roles("a", mail("a", "ada", words)).values()) == {"body"}


LONG = "Come to the shed on Monday at ten, and bring the long brushes, the tar and all the rope that you have left."


@pytest.mark.parametrize(("sender", "role"), [("bruno", "quote"), ("ada", "body")])
def test_who_says_the_same_again_in_a_mail_that_may_answer_nobody_quotes_nothing(sender, role):
    first = mail("a", "ada", LONG)
    head = "Thread-Index: AAECAwQFBgcICQoLDA0ODxAREhMUFQ=="
    posts = []
    for id_, by, words in (("a", "ada", LONG), ("b", sender, f"{LONG}\n\nAgain.")):
        raw = f"From: {by}@example.org\nDate: 3 Mar 2003 1{ord(id_) - 97}:00:00 +0000\nMessage-ID: <{id_}@example.org>\nSubject: Shed\n{head}\n\n{words}\n"
        parsed = eml.parse(raw.encode())
        assert not isinstance(parsed, str)
        posts += stated_posts(f"box#{id_}", "box.mbox", parsed)

    assert len(read_stated(posts).threads) == 1
    assert roles("b", *posts)[LONG] == role
    assert roles("a", first)[LONG] == "body"
