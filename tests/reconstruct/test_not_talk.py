"""Books, laws, programs, tables and logs: nothing of them is hidden, and little is claimed. Every word here is invented."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from tests.reconstruct.pages import read, record, roles
from threads.reconstruct import reconstruct
from threads.reconstruct.normalise import without_colours
from threads.reconstruct.page_kinds import NO_POSTS, conversing
from threads.reconstruct.types import PageKind
from threads.records import ByHand, Hints

THINGS = (
    "harbour mill lantern river stone ferry gate winter rope barrel window market road cart bell tower letter".split()
)
PEOPLE = "Ada Bruno Chen Dalia Emil Frida".split()
SAYINGS = ("I know.", "Who told you that?", "What do you mean by that?", "You never said so.", "No.", "Yes, of course.")
DONE = "walked to,looked at,spoke of,forgot,remembered,sold,mended,painted,left".split(",")
LIKENESS = "old narrow green silent lower broken warm distant".split()


def novel(chance: random.Random) -> Iterator[str]:
    for chapter in range(12):
        yield f"Chapter {chapter + 1}"
        for _ in range(40):
            if chance.random() < 0.4:
                yield f"\u201c{chance.choice(SAYINGS)}\u201d said {chance.choice(PEOPLE)}."
            else:
                yield " ".join(sentence(chance) for _ in range(chance.randint(2, 5)))


def sentence(chance: random.Random) -> str:
    who, done, thing, other = (chance.choice(words) for words in (PEOPLE, DONE, THINGS, THINGS))
    return f"{who} {done} the {chance.choice(LIKENESS)} {thing} beyond the {other}, and nobody said a word."


def law(chance: random.Random) -> Iterator[str]:
    for section in range(60):
        thing = chance.choice(THINGS)
        yield f"Section {section + 1}. Of the {chance.choice(LIKENESS)} {thing}"
        yield f"(1) A person who moves a {thing} without the leave of the council commits an offence and shall pay ten crowns."
        yield "(2) Subsection (1) shall not apply to a person who acts under the order of the council."
        yield f"(3) In this section \u201c{thing}\u201d means any {thing} or {chance.choice(THINGS)} within the parish."


def source(chance: random.Random) -> Iterator[str]:
    for thing in THINGS * 2:
        yield f"def open_{thing}({thing}: Gate) -> int:"
        yield f'    """Open the {thing}."""'
        yield f"    for key, pk in self.{chance.choice(THINGS)}.items():"
        yield "        if pk not in wanted.keys:"
        yield "            return None"
        yield f"    return len({thing}.keys)"


def table(chance: random.Random) -> Iterator[str]:
    yield "place;state;remark"
    for _ in range(300):
        yield f"{chance.choice(THINGS)};{chance.choice(('open', 'closed'))};{chance.choice(LIKENESS)} {chance.choice(THINGS)}"


def log(chance: random.Random) -> Iterator[str]:
    for second in range(300):
        yield f"[{second * 0.37:10.6f}] {chance.choice(THINGS)}: {chance.choice(('link is up', 'probe failed with error -2'))}"


def services(chance: random.Random) -> Iterator[str]:
    for _ in range(300):
        yield f"{chance.choice(('Starting', 'Started', 'Stopping'))} the {chance.choice(THINGS)} service."


def recipe(chance: random.Random) -> Iterator[str]:
    yield "# Thanks to Ada."
    for thing in THINGS * 3:
        yield f"{thing}: {chance.choice(THINGS)} | tools  ## Open the {thing}"
        yield f"@echo 'Please mend the {thing} first, thanks' && exit 2"
        yield f"$(RUN) -m {thing}.open --{chance.choice(LIKENESS)}"
        yield ""


@pytest.mark.parametrize("made", [novel, law, source, table, log, services])
def test_nothing_is_hidden_and_little_is_claimed(made: Callable[[random.Random], Iterator[str]]):
    reading = read(*made(random.Random(3)))

    [document] = reading.documents
    assert set(roles(reading)) == {"b"}
    assert document.kind is PageKind.COLLECTION or document.confidence <= 0.6
    assert document.confidence <= 0.6


@pytest.mark.parametrize("made", [source, table, log, recipe])
def test_where_nobody_speaks_no_post_begins(made: Callable[[random.Random], Iterator[str]]):
    reading = read(*made(random.Random(3)))

    assert len(reading.posts) == 1
    assert reading.documents[0].cues == (NO_POSTS,)


def test_a_person_may_say_that_a_post_begins_where_nobody_speaks():
    lines = list(table(random.Random(3)))
    page = record("\n".join(lines) + "\n")
    hints = {page.document: Hints(by_hand=ByHand(begins={9: True}))}

    assert [post.first_line for post in reconstruct([page], hints=hints).posts] == [1, 9]


def test_an_exchange_is_the_surer_the_more_of_its_posts_answer():
    assert conversing(0, 9) < conversing(1, 100) < conversing(3, 100) < 0.6 < conversing(1, 2) < conversing(4, 9)


def test_colours_of_a_terminal_are_no_words():
    red = "\ufffd[31mThe gate is shut\ufffd[0m by hand"

    assert without_colours(red) == "     The gate is shut     by hand"
    assert (
        roles(read("The gate is shut by hand, and nobody has the key to it.", "Who says so, and since when?")) == "bb"
    )


def test_a_line_is_found_again_whatever_its_colour():
    plain = "The gate is shut by hand, and the key hangs on the third nail."
    text = f"{plain}\nHello Ada, what do you see?\n\x1b[31m{plain}\x1b[0m\nNot here, it hangs on the fourth.\n"

    reading = reconstruct([record(text.replace("\x1b", "\ufffd"))])

    assert roles(reading) == "bbqb"


def test_rows_under_heads_are_quoted_by_nobody():
    rows = [f"{number} {number * 7 % 13}" for number in range(40)]
    posts = [
        (f"Post by {name} on {day} March 2011 10:00", *rows, "The gate took these, and so did I.")
        for day, name in enumerate(("mara", "oswin", "mara", "oswin"), 1)
    ]

    reading = read(*(line for post in posts for line in (*post, "")))

    assert len(reading.posts) == 4
    assert "q" not in roles(reading)
