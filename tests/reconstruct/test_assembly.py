"""What holds of every reading, whatever the pages: properties over invented pages and over any text at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconstruct.pages import cited, record
from threads.reconstruct import reconstruct
from threads.reconstruct.assembly import joined
from threads.reconstruct.components import reconstruct_archive
from threads.reconstruct.normalise import tokens_of
from threads.reconstruct.types import DocumentReading, PageKind, Place, Reconstruction, RunReading, Source
from threads.words.kinds import Kind, Role

SENTENCES = (
    "The lower lock on the canal sticks whenever the water is low.",
    "My grandmother's clock gains four minutes a day, and I cannot find out why that is.",
    "The bees in the second hive hang out in front of it every evening, warm or not!",
    "Does anybody know who grinds rye so that a loaf of it holds together?",
    "Open the upper paddle first \u2014 then wait, and then \u201copen the lower one\u201d.",
    "下游的船闸每年冬天都会结冰，去年三月之前没有一条船能够通过那里。",
    "Нижний шлюз заедает каждый раз, когда вода стоит низко, и баржи ждут до вечера.",
)
WORDS = tuple(" ".join(SENTENCES).split())
SMALL = settings(max_examples=25, deadline=None, derandomize=True, database=None)


@st.composite
def posts(draw: st.DrawFn) -> list[str]:
    """A few paragraphs: own words, sentences that others may cite, parts of them, greetings, furniture, blank lines."""
    own = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
    whole = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
    part = st.builds(
        lambda text, start, size: text[start : start + size],
        whole,
        st.integers(0, 40),
        st.integers(10, 90),
    )
    cut = st.builds("{}{}".format, part, st.sampled_from(["...", " \u2026", "[...]"]))
    odd = st.sampled_from(
        ["Hello Ada,", "Thanks!", "Home", "-----", "", "", "https://example.org", "...so it is", "> >"]
    )
    return draw(st.lists(st.one_of(own, whole, whole, part, cut, odd), min_size=1, max_size=14))


def page(paragraphs: list[str]) -> str:
    return "\n".join([*paragraphs, "A last line."]) + "\n"


PAGES = st.lists(posts().map(page), min_size=1, max_size=3, unique=True)


def read(texts: list[str]) -> Reconstruction:
    return reconstruct([record(text, f"{at}.txt") for at, text in enumerate(texts)])


def lines(reading: Reconstruction) -> Iterator[RunReading]:
    return (line for document in reading.documents for line in document.by_line())


def letters(text: str) -> str:
    return "".join(tokens_of(text)[0])


def arranged(reading: Reconstruction) -> dict[str, Any]:
    """A reading without the order of its parts, for documents that have nothing in common stand in any order."""
    values = {field.name: getattr(reading, field.name) for field in fields(reading)}
    return {name: value if name == "texts" else sorted(value, key=repr) for name, value in values.items()}


@SMALL
@given(PAGES)
def test_every_line_with_text_is_read_exactly_once(texts: list[str]):
    for document, text in zip(read(texts).documents, texts, strict=True):
        numbers = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]

        assert [line.first_line for line in document.by_line()] == numbers


@SMALL
@given(PAGES)
def test_every_post_has_its_lines_and_every_line_its_post(texts: list[str]):
    reading = read(texts)

    of_posts = {(post.document, line): post.key for post in reading.posts for line in post.lines}
    of_lines = {
        (d.document, line.first_line): line.post for d in reading.documents for line in d.by_line() if line.post
    }
    assert of_posts == of_lines


@SMALL
@given(PAGES)
def test_what_a_faithful_quote_cites_has_the_words_of_the_quote(texts: list[str]):
    reading = read(texts)

    for document in reading.documents:
        for line in document.by_line():
            text = reading.texts[document.document][line.first_line - 1]
            for source in line.sources:
                words = letters(cited(reading, source))
                assert words
                if source.kind in (Kind.EXACT, Kind.PARTIAL):
                    assert words in letters(text) or letters(text) in words


@SMALL
@given(PAGES)
def test_a_source_is_own_text_and_stands_in_another_post(texts: list[str]):
    reading = read(texts)

    role_at = {(d.document, line.first_line): line for d in reading.documents for line in d.by_line()}
    for document, line in ((found.document, line) for found in reading.documents for line in found.by_line()):
        for source in line.sources:
            place = role_at[source.place.document, source.place.line]
            assert place.role in (Role.BODY, Role.PROFILE, Role.SIGNATURE, Role.QUOTE, Role.ATTRIBUTION)
            is_far = source.place.document != document
            assert is_far or place.role is not Role.QUOTE or not place.sources or line.role is Role.DUPLICATE


@SMALL
@given(PAGES, st.randoms(use_true_random=False))
def test_the_order_of_the_documents_changes_nothing(texts: list[str], rng: Any):
    records = [record(text, f"{at}.txt") for at, text in enumerate(texts)]
    shuffled = records.copy()
    rng.shuffle(shuffled)

    assert reconstruct(shuffled) == reconstruct(records)


@SMALL
@given(PAGES)
def test_documents_with_nothing_in_common_are_read_as_if_apart(texts: list[str]):
    records = [record(text, f"{at}.txt") for at, text in enumerate(texts)]

    assert arranged(reconstruct_archive(records)) == arranged(reconstruct(records))


@SMALL
@given(PAGES)
def test_edges_name_posts_and_each_post_answers_one_at_most(texts: list[str]):
    reading = read(texts)

    keys = {post.key for post in reading.posts} | {post.key for post in reading.missing}
    assert {key for edge in reading.edges for key in (edge.child, edge.parent)} <= keys
    primary = [edge.child for edge in reading.edges if edge.is_primary]
    assert len(primary) == len(set(primary))
    assert all(0 < edge.confidence <= 1 and edge.child != edge.parent for edge in reading.edges)


@SMALL
@given(PAGES)
def test_every_post_stands_in_one_thread_below_its_parent(texts: list[str]):
    reading = read(texts)

    places = [place for thread in reading.threads for place in thread.places]
    assert sorted(place.post for place in places) == sorted(
        [post.key for post in reading.posts] + [post.key for post in reading.missing]
    )
    parent = {edge.child: edge.parent for edge in reading.edges if edge.is_primary}
    for thread in reading.threads:
        place_of = {place.post: place for place in thread.places}
        assert [place.position for place in thread.places] == list(range(len(thread.places)))
        for place in thread.places[1:]:
            above = place_of[parent[place.post]]
            assert place.depth == above.depth + 1
            assert above.position < place.position <= place.last_descendant <= above.last_descendant


@SMALL
@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_text_at_all_is_read(texts: list[str]):
    reading = reconstruct([record("\n".join(texts)), record("\r\n\f".join(texts), "other.txt")])

    assert all(line.first_line >= 1 for line in lines(reading))
    assert reconstruct_archive([record("\n".join(texts))]).documents


def test_confidences_are_shares():
    reading = read([page(list(SENTENCES)), page([*SENTENCES[2:5], "Hello Bruno,", SENTENCES[0]])])

    assert all(0 < line.confidence <= 1 for line in lines(reading))
    assert all(0 <= post.confidence <= 1 for post in reading.posts)


LOCK = "The lock keeper opens the upper gate at six every morning."
WEIR = "Nobody has seen the weir run dry since the mill was sold."


def runs_of(*texts: str) -> list[list[tuple[int, int, Role]]]:
    return [[(run.first_line, run.last_line, run.role) for run in each.runs] for each in read(list(texts)).documents]


def test_lines_of_one_post_that_follow_each_other_are_one_run():
    assert runs_of(f"{LOCK}\n{WEIR}\n\n{LOCK[::-1]}\n") == [[(1, 2, Role.BODY), (4, 4, Role.BODY)]]


def test_a_quote_of_a_page_is_read_line_by_line():
    answer = f"{LOCK}\n{WEIR}\nThe miller's son told me otherwise, and he was there.\n"

    [runs] = runs_of(f"{LOCK}\n{WEIR}\nWrites the keeper himself.\n\n{answer}")

    assert [run for run in runs if run[2] is Role.QUOTE] == [(5, 5, Role.QUOTE), (6, 6, Role.QUOTE)]


def test_lines_that_repeat_lines_which_follow_each_other_are_one_run_with_a_place_each():
    def copied(line: int, source: int) -> RunReading:
        place = Place("page", source, 0, 9)
        return RunReading(line, line, Role.DUPLICATE, None, 0.98, sources=(Source((place,), Kind.EXACT, "post"),))

    runs = list(joined([copied(4, 11), copied(5, 12), copied(6, 20), copied(8, 21)]))

    assert [(run.first_line, run.last_line, [place.line for place in run.source.places]) for run in runs] == [
        (4, 5, [11, 12]), (6, 6, [20]), (8, 8, [21]),
    ]  # fmt: skip
    page = DocumentReading("page", "page.txt", PageKind.COLLECTION, 0.9, (), tuple(runs))
    assert [(line.first_line, line.source.place.line) for line in page.by_line()] == [
        (4, 11),
        (5, 12),
        (6, 20),
        (8, 21),
    ]
