"""Quote signs and lines that introduce quotes are marked where people typed them, and nowhere else."""

import pytest

from threads.readers.building import Builder
from threads.readers.quoting import names_somebody, write_marked
from threads.records import Mark, Statement


def told(text):
    builder = Builder()
    builder.begin()
    write_marked(builder, lambda draft: draft.write(text))
    builder.end(Statement("1", 0, 0))
    return builder.lines, builder.posts[0].marks


def test_signs_make_quotes_and_are_not_written():
    lines, marks = told("> Who built it?\nNobody knows.\n>Not even you?\n>> Nor I.\n> > Nor he.")

    assert lines == ["Who built it?", "Nobody knows.", "Not even you?", "Nor I.", "Nor he."]
    assert marks == (Mark(1, 1, "quote"), Mark(3, 3, "quote"), Mark(4, 5, "quote", 2))


@pytest.mark.parametrize(
    "line", [">_< oh", ">:( no", ">= 3", ">>> import this", "    > in code", "a > b", ">", "> ", "-> so", ">.<"]
)
def test_other_signs_stay(line):
    assert told("x\n" + line + "\ny") == (["x", line, "y"], ())


@pytest.mark.parametrize(
    "line", ["Ada wrote:", "Ada Byron wrote:", "u/ada99 said:", "@ada writes", "In reply to Bruno:"]
)
def test_a_line_that_only_names_whose_a_quote_is_belongs_to_it(line):
    assert told(f"{line}\n\n> Who built it?\n\nMe.")[1] == (Mark(1, 1, "attribution"), Mark(3, 3, "quote"))


@pytest.mark.parametrize(
    "line",
    [
        "I wrote:",
        "You said:",
        "As Ada said:",
        "I disagree with what Bruno said:",
        "Ada wrote: no",
        "wrote:",
        "the ad says:",
    ],
)
def test_a_line_that_says_more_is_the_writers_own(line):
    assert not names_somebody(line)
    assert told(f"{line}\n> Who built it?")[1] == (Mark(2, 2, "quote"),)


def test_a_name_before_no_quote_is_body():
    assert told("Ada wrote:\n\nSomething else.\n\n> Who built it?")[1] == (Mark(5, 5, "quote"),)


def test_what_is_marked_already_keeps_its_mark_and_its_words():
    builder = Builder()
    builder.begin()
    write_marked(builder, lambda draft: draft.write("> as typed\nmore", "quote", depth=3, source="7"))
    builder.end(Statement("1", 0, 0))

    assert builder.lines == ["> as typed", "more"]
    assert builder.posts[0].marks == (Mark(1, 2, "quote", 3, "7"),)


def test_nothing_written_is_nothing():
    assert told("") == (["[no text]"], ())
