"""Chats: a line, or a line and those below it, is a message; an author's messages that follow each other soon are a post."""

from __future__ import annotations

import pytest

from tests.helpers.heads import SAID, WRITERS, authors, read
from threads.reconstruct.heads import read_heads
from threads.reconstruct.heads.chats import TOGETHER

SAYINGS = (
    ("Ada", "is the lantern out again?"),
    ("Bruno", "yes, since ten"),
    ("Ada", "then bring the ladder"),
    ("Chen", "the ladder has lost a rung"),
    ("Bruno", "we take the boat then"),
    ("Ada", "good"),
)
LINES = (
    "{clock} <{name}> {words}",
    "[{clock}] <@{name}> {words}",
    "05/03/2012, {clock} - {name}: {words}",
    "[5.3.2012 {clock}:07] {name}: {words}",
    "2012-03-05 {clock}:07\t{name}\t{words}",
    "{name} ({clock}): {words}",
)


def chat(form: str, minutes: int = 60) -> list[str]:
    return [
        form.format(clock=f"{8 + n * minutes // 60:02d}:{n * minutes % 60:02d}", name=name, words=words)
        for n, (name, words) in enumerate(SAYINGS)
    ]


@pytest.mark.parametrize("form", LINES)
def test_each_line_is_a_message(form: str) -> None:
    heads, left = read_heads(chat(form))

    assert heads is not None
    assert [post.author for post in heads.posts] == [name for name, _ in SAYINGS]
    assert [line.strip() for line in left] == [words for _, words in SAYINGS]


def test_messages_of_one_author_that_follow_each_other_soon_are_one_post() -> None:
    lines = [
        "14:00 <Ada> one",
        "14:03 <Ada> two",
        f"14:{4 + TOGETHER} <Ada> three",
        "14:20 <Bruno> four",
        "14:21 <Ada> five",
    ]

    heads, _ = read_heads(lines)

    assert heads is not None
    assert [(post.author, post.first, post.last) for post in heads.posts] == [
        ("Ada", 1, 2), ("Ada", 3, 3), ("Bruno", 4, 4), ("Ada", 5, 5),
    ]  # fmt: skip


def test_a_line_without_a_time_goes_on_with_the_message() -> None:
    lines = chat(LINES[2])
    lines.insert(1, "and the one at the weir?")

    heads, _ = read_heads(lines)

    assert heads is not None
    assert (heads.posts[0].first, heads.posts[0].last) == (1, 2)


def test_a_time_is_of_the_day_that_was_said_last_until_it_runs_back() -> None:
    lines = [
        "--- Log opened Mon Mar 05 08:00:00 2012",
        *chat(LINES[0]),
        "07:00 <Ada> morning",
        "--- Day changed Wed Mar 07 2012",
        "09:00 <Ada> hello",
    ]

    heads, _ = read_heads(lines)

    assert heads is not None
    days = [post.posted_at and post.posted_at.day for post in heads.posts]
    assert days == [5, 5, 5, 5, 5, 5, None, 7]


def test_lines_of_nobody_are_the_pages() -> None:
    lines = ["05/03/2012, 07:00 - Messages are encrypted.", *chat(LINES[2])]

    heads, _ = read_heads(lines)

    assert heads is not None
    assert heads.chrome == {1: None}
    assert len(heads.posts) == len(SAYINGS)


def test_a_log_of_programs_is_no_chat() -> None:
    lines = [
        f"2012-03-05 08:0{n}:07 {level}: opened in {n} ms"
        for n, level in enumerate(("INFO", "ERROR", "INFO", "DEBUG", "WARN", "INFO"))
    ]

    assert read_heads(lines)[0] is None


def test_authors_are_in_the_report() -> None:
    assert authors(read("\n".join(chat(LINES[0])))) == [name for name, _ in SAYINGS]


def test_a_chat_may_have_names_alone() -> None:
    lines = [f"{name}: {said}" for name, said in zip(WRITERS * 4, SAID * 4, strict=True)]

    heads, _ = read_heads(lines)

    assert heads is not None
    assert [post.author for post in heads.posts][:6] == list(WRITERS)


def test_words_before_colons_that_never_come_back_are_no_names() -> None:
    lines = [f"{said.split()[n % 4].title()}{n}: {said}" for n, said in enumerate(SAID * 4)]

    assert read_heads(lines)[0] is None


def test_names_and_times_may_stand_in_brackets() -> None:
    lines = ["--- 2012\ub144 3\uc6d4 9\uc77c \uae08\uc694\uc77c ---"]
    lines += [
        f"[{name}] [\uc624\ud6c4 {hour}:38] {said}"
        for hour, (name, said) in enumerate(zip(WRITERS, SAID, strict=True), 1)
    ]

    heads, _ = read_heads(lines)

    assert heads is not None
    assert [post.author for post in heads.posts] == list(WRITERS)
    assert heads.posts[0].posted_at is not None
    assert heads.posts[0].posted_at.hour == 13


@pytest.mark.parametrize(
    ("apart", "colon"), [("\n", ": "), ("\n\n", ": "), ("\n", ":")], ids=["lines", "paragraphs", "run on"]
)
def test_a_few_messages_without_times_are_a_chat_if_they_are_all_of_a_page(apart: str, colon: str) -> None:
    said = [
        (name, words.capitalize())
        for name, words in (*SAYINGS, ("Dalia", "which ladder do you mean?"), ("Chen", "the short one"))
    ]

    document = read(apart.join(f"{name}{colon}{words}" for name, words in said))

    assert authors(document) == [name for name, _ in said]


@pytest.mark.parametrize(
    "lines",
    [
        ("colour: red", "boat: oak", "colour: blue", "boat: elm", "colour: green", "boat: ash"),
        ("mill.c:The wheel has no axle here", "weir.c:The wheel has no axle there") * 4,
        ("mill:12: the wheel has no axle", "weir:17: the wheel has no axle") * 4,
    ],
    ids=["fields", "files", "line numbers"],
)
def test_fields_and_files_before_colons_say_nothing(lines: tuple[str, ...]) -> None:
    assert read_heads(list(lines))[0] is None
