"""Posts that their format states: who answers whom, what is missing, which quotes are proven."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.reconstruct.stated import GREASE, NOON, SLUICE, mail, parents
from threads.readers.building import Builder
from threads.reconstruct.stated import StatedPost, key_of_id, key_of_thread, read_stated, stated_posts
from threads.reconstruct.stated.words import words_by_line, words_of
from threads.reconstruct.types import Reconstruction, RunReading
from threads.records import Statement
from threads.words.kinds import Kind, Origin, Role


def runs(reading: Reconstruction) -> list[RunReading]:
    return [run for document in reading.documents for run in document.runs if run.role == Role.QUOTE]


def quoted(reading: Reconstruction, id_: str) -> list[list[tuple[str, int]]]:
    """What a post quotes, each run with the post and the lines it is from."""
    found = [run.source for run in runs(reading) if run.post == key_of_id(id_)]
    return [[(source.post, place.line) for place in source.places] if source else [] for source in found]


def test_an_answer_hangs_under_the_post_whose_id_it_states() -> None:
    reading = read_stated([mail("a", SLUICE), mail("b", GREASE, answers=("a",), minutes=1)])
    assert parents(reading) == {key_of_id("b"): key_of_id("a")}
    assert [edge.origin for edge in reading.edges] == [Origin.DECLARED]


def test_equal_titles_join_nothing() -> None:
    reading = read_stated([mail("a", SLUICE, title="Sluice"), mail("b", GREASE, title="Re: Sluice", minutes=1)])
    assert len(reading.threads) == 2


def test_a_parent_that_is_not_there_is_a_missing_post_with_what_is_quoted_of_it() -> None:
    posts = [mail("b", "Try tallow.", answers=("a",), quotes=((1, SLUICE),))]
    posts.append(mail("c", "Or lard.", answers=("a",), quotes=((1, SLUICE),), minutes=5))
    reading = read_stated(posts)
    (missing,) = reading.missing
    assert missing.key == key_of_id("a")
    assert [place.document for place in missing.passages] == ["box#b"]  # the same words are shown once
    assert reading.threads[0].key == key_of_id("a")


def test_an_ancestor_that_only_one_post_mentions_is_left_out() -> None:
    reading = read_stated([mail("c", GREASE, answers=("b", "a"))])
    assert [missing.key for missing in reading.missing] == [key_of_id("b")]


def test_an_ancestor_that_joins_two_branches_is_kept() -> None:
    posts = [mail("d", SLUICE, answers=("b", "a")), mail("e", GREASE, answers=("c", "a"), minutes=1)]
    reading = read_stated(posts)
    assert {missing.key for missing in reading.missing} == {key_of_id(each) for each in "abc"}
    assert len(reading.threads) == 1


def test_posts_that_answer_each_other_make_no_circle() -> None:
    reading = read_stated([mail("a", SLUICE, answers=("b",)), mail("b", GREASE, answers=("a",), minutes=1)])
    assert len(reading.threads) == 1
    assert len(parents(reading)) == 1


def test_a_chain_of_ten_thousand_is_a_chain() -> None:
    posts = [mail(str(n), f"Entry {n}.", answers=(str(n - 1),) if n else (), minutes=n) for n in range(10_000)]
    (thread,) = read_stated(posts).threads
    assert max(place.depth for place in thread.places) == 9_999


def test_posts_of_a_stated_thread_without_a_parent_follow_its_opening_post_and_say_that_this_is_not_known() -> None:
    posts = [mail("a", SLUICE, thread="t1"), mail("b", "Noted.", thread="t1", minutes=1)]
    reading = read_stated(posts)
    assert parents(reading) == {key_of_id("b"): key_of_id("a")}
    assert reading.edges[0].origin == Origin.SEQUENCE
    assert reading.edges[0].confidence <= 0.4
    assert reading.threads[0].stated_key == key_of_thread("t1")


def test_a_missing_post_of_a_stated_thread_stays_in_it() -> None:
    posts = [mail("a", SLUICE, thread="t1"), mail("c", "Noted.", answers=("b",), thread="t1", minutes=1)]
    assert len(read_stated(posts).threads) == 1


def test_where_no_parent_is_stated_the_latest_post_quoted_is_the_parent() -> None:
    posts = [
        mail("a", SLUICE, thread="t1"),
        mail("b", GREASE, thread="t1", minutes=1),
        mail("c", "Shim it.", quotes=((1, SLUICE), (1, GREASE)), thread="t1", minutes=2),
    ]
    assert parents(read_stated(posts))[key_of_id("c")] == key_of_id("b")


def test_a_quote_is_led_to_the_line_it_is_from() -> None:
    posts = [mail("a", f"Hello.\n{SLUICE}\nBye."), mail("b", "True.", answers=("a",), quotes=((1, SLUICE),), minutes=1)]
    assert quoted(read_stated(posts), "b") == [[(key_of_id("a"), 2)]]


def test_a_quote_of_a_quote_is_led_to_whoever_said_it() -> None:
    posts = [
        mail("a", SLUICE),
        mail("b", GREASE, answers=("a",), quotes=((1, SLUICE),), minutes=1),
        mail("c", "Then shim it.", answers=("b", "a"), quotes=((2, SLUICE), (1, GREASE)), minutes=2),
    ]
    reading = read_stated(posts)
    assert [places[0][0] for places in quoted(reading, "c")] == [key_of_id("a"), key_of_id("b")]
    assert key_of_id("b") in [run.source.via for run in runs(reading) if run.source]


def test_a_quote_that_was_wrapped_anew_is_found_across_its_lines() -> None:
    one, _, two = SLUICE.partition(" pond ")
    one = f"{one} pond"
    posts = [mail("a", SLUICE), mail("b", "Yes.", answers=("a",), quotes=((1, f"{one}\n{two}"),), minutes=1)]
    reading = read_stated(posts)
    assert quoted(reading, "b") == [[(key_of_id("a"), 1)]]
    assert [run.lines for run in runs(reading)] == [range(1, 3)]


def test_a_line_without_a_word_does_not_part_a_quote() -> None:
    written = f"{SLUICE}\n---\n\n{GREASE}"
    posts = [mail("a", written), mail("b", "Yes.", answers=("a",), quotes=((1, written),), minutes=1)]
    reading = read_stated(posts)
    assert [run.lines for run in runs(reading)] == [range(1, 5)]
    assert quoted(reading, "b") == [[(key_of_id("a"), 1), (key_of_id("a"), 4)]]


def test_an_answer_between_two_quotes_parts_them() -> None:
    builder = Builder()
    builder.begin()
    builder.write(SLUICE, "quote")
    builder.write("It does.")
    builder.write(GREASE, "quote")
    builder.end(Statement("b", 0, 0, ("a",), "", "Bo", "bo@mill", NOON + timedelta(minutes=2)))
    reading = read_stated([mail("a", f"{SLUICE}\n{GREASE}"), *stated_posts("box#b", "box.mbox", builder.parsed())])
    assert [run.lines for run in runs(reading)] == [range(1, 2), range(3, 4)]


def test_a_quote_that_was_trimmed_is_found_line_by_line() -> None:
    posts = [
        mail("a", f"{SLUICE}\nIt is the third winter now.\n{GREASE}"),
        mail("b", "Yes.", answers=("a",), quotes=((1, f"{SLUICE}\n{GREASE}"),), minutes=1),
    ]
    assert [places[0][1] for places in quoted(read_stated(posts), "b")] == [1, 3]


def test_words_that_stand_nowhere_are_not_given_a_source() -> None:
    posts = [
        mail("a", SLUICE),
        mail("b", "No.", answers=("a",), quotes=((1, "The mill burned down in May."),), minutes=1),
    ]
    assert quoted(read_stated(posts), "b") == [[]]


def test_a_quote_that_was_changed_is_marked_as_altered_when_its_post_is_named() -> None:
    changed = SLUICE.replace("western", "eastern")
    posts = [
        mail("a", SLUICE, thread="t"),
        mail("b", "No.", quotes=((1, changed),), source="a", thread="t", minutes=1),
    ]
    assert [run.source.kind for run in runs(read_stated(posts)) if run.source] == [Kind.ALTERED]


def test_a_whole_paragraph_of_the_parent_is_a_quote_though_nobody_marked_it() -> None:
    posts = [mail("a", SLUICE), mail("b", f"Agreed on this.\n\n{SLUICE}", answers=("a",), minutes=1)]
    assert quoted(read_stated(posts), "b") == [[(key_of_id("a"), 1)]]


def test_code_that_is_sent_again_is_no_quote() -> None:
    code = "if (gate.is_open && level > most) {\n  close(gate);\n  tell(keeper, level, most, gate);\n}"
    posts = [mail("a", code), mail("b", f"Once more.\n\n{code}", answers=("a",), minutes=1)]
    assert quoted(read_stated(posts), "b") == []


def test_a_short_line_that_happens_to_be_in_the_parent_stays_the_writers_own() -> None:
    posts = [mail("a", f"Good morning.\n{SLUICE}"), mail("b", "Good morning.\nShim it.", answers=("a",), minutes=1)]
    assert quoted(read_stated(posts), "b") == []


def test_one_id_with_two_bodies_keeps_both() -> None:
    reading = read_stated([mail("a", SLUICE), mail("a", GREASE, minutes=1)])
    assert len({post.key for post in reading.posts}) == 2


def test_the_same_post_twice_is_one_post_that_appears_twice() -> None:
    first = mail("a", SLUICE)
    again = StatedPost(first.key, "other#a", "other.mbox", first.stated, first.texts)
    reading = read_stated([first, again])
    (post,) = reading.posts
    assert [(each.document, each.is_original) for each in post.appearances] == [("box#a", True), ("other#a", False)]
    roles = {document.document: {line.role for line in document.by_line()} for document in reading.documents}
    assert roles["other#a"] == {Role.DUPLICATE}


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_the_order_in_which_posts_are_given_does_not_matter(turn: int) -> None:
    posts = [
        mail("a", SLUICE),
        mail("b", GREASE, answers=("a",), quotes=((1, SLUICE),), minutes=1),
        mail("d", "So?", answers=("c", "a"), minutes=3),
        mail("e", "Well.", answers=("c", "x"), minutes=4),
    ]
    turned = posts[turn:] + posts[:turn]
    one, other = read_stated(posts), read_stated(turned)
    assert set(one.edges) == set(other.edges)
    assert {thread.key: thread.places for thread in one.threads} == {t.key: t.places for t in other.threads}


# What "a" is said to answer would close a circle, so nothing hangs under "x" and "y".
CIRCLES = [
    mail("a", SLUICE),
    mail("d", "Note 1.", answers=("a",), minutes=1),
    mail("e", "Note 3.", answers=("a", "x", "m"), minutes=3),
    mail("f", "Note 4.", answers=("a", "y", "m"), minutes=4),
]


def test_missing_posts_under_which_nothing_hangs_go_and_then_the_one_above_them() -> None:
    reading = read_stated([*CIRCLES, mail("b", "Note 2.", answers=("a", "m", "d"), minutes=2)])

    assert not reading.missing
    assert {edge.parent for edge in reading.edges} == {key_of_id("a")}


def test_a_missing_post_that_joins_but_one_when_others_are_gone_goes_too() -> None:
    reading = read_stated([*CIRCLES, mail("b", "Note 2.", answers=("u", "m", "d"), minutes=2)])

    assert [post.key for post in reading.missing] == [key_of_id("u")]
    assert {edge.child: edge.parent for edge in reading.edges}[key_of_id("u")] == key_of_id("d")


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(st.integers(0, 12), max_size=4)), max_size=10))
@example([(0, []), (1, [0, 3, 2]), (2, [0, 5, 3]), (4, [0, 6, 3])])
def test_whatever_is_stated_every_post_stands_in_exactly_one_thread(stated: list[tuple[int, list[int]]]) -> None:
    posts = {f"{n}": mail(f"{n}", f"Note {n}.", answers=tuple(map(str, refs)), minutes=n) for n, refs in stated}
    reading = read_stated(list(posts.values()))
    placed = [place.post for thread in reading.threads for place in thread.places]
    assert sorted(placed) == sorted({post.key for post in reading.posts} | {each.key for each in reading.missing})


PIECES = [
    "ab",
    "Z0",
    "9",
    " ",
    "'",
    "\u2019",
    "._",
    "-:/",
    "<>",
    "\t",
    "\x0c",
    "\u00e9",
    "\u4e2d",
    "https://ab/",
    "don't",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=6))
def test_the_words_of_many_lines_are_those_of_each(texts: list[str]) -> None:
    assert words_by_line(texts) == [" ".join(words_of(text)) for text in texts]


@pytest.mark.parametrize(("indent", "count"), [("", 1), ("    ", 0)])
def test_a_paragraph_that_stands_above_is_a_quote_unless_it_is_code(indent: str, count: int) -> None:
    said = f"{indent}{SLUICE} {GREASE}"
    posts = [mail("a", said), mail("b", f"Agreed.\n\n{said}", answers=("a",), minutes=1)]

    assert len(quoted(read_stated(posts), "b")) == count


def copy(unit: str, body: str, *, author: str = "Ida", minutes: int | None = 0, title: str = "") -> StatedPost:
    """A mail that states the id "a", as some file holds it."""
    builder = Builder()
    builder.begin()
    builder.write(body)
    moment = None if minutes is None else NOON + timedelta(minutes=minutes)
    builder.end(Statement("a", 0, 0, (), "", author, f"{author}@mill", moment, title=title))
    (post,) = stated_posts(unit, "box.mbox", builder.parsed())
    return post


def standing(reading: Reconstruction) -> dict[str, list[str]]:
    """The units in which each post stands, the original's first."""
    return {post.key: [each.document for each in post.appearances] for post in reading.posts}


def test_copies_of_a_second_text_under_one_id_are_one_post_whoever_they_say_wrote_it() -> None:
    more = f"{SLUICE}\n\n{GREASE}"
    given = [copy("1", SLUICE), copy("2", more), copy("3", more, author="Ida via list", minutes=5, title="[pond] Sill")]

    reading = read_stated(given)

    assert sorted(standing(reading).values()) == [["1"], ["2", "3"]]
    assert {document.document: [line.first_line for line in document.by_line()] for document in reading.documents} == {
        "1": [], "2": [], "3": [1, 3],
    }  # fmt: skip


@pytest.mark.parametrize("others", [("Ida via pond", "Ida"), ("Ida via pond",), ("Bruno", "Ida", "Bruno via pond")])
def test_of_copies_that_counts_whose_author_is_no_list(others: tuple[str, ...]) -> None:
    for turn in range(2):
        given = [copy(f"{turn}{n}"[:: 1 - 2 * turn], SLUICE, author=name) for n, name in enumerate((*others, "Ida"))]

        (post,) = read_stated(given).posts

        assert post.author == "Ida"


def test_copies_that_differ_in_blank_lines_and_space_at_the_end_are_one_post() -> None:
    given = [
        copy("1", f"{SLUICE}\n{GREASE}"),
        copy("2", f"{SLUICE}  \n\n \n{GREASE}\t"),
        copy("3", f"  {SLUICE}\n{GREASE}"),
    ]

    reading = read_stated(given)

    assert sorted(standing(reading).values()) == [["1", "2"], ["3"]]


BODIES = (SLUICE, GREASE, f"{SLUICE}\n\n{GREASE}", f"{SLUICE} \n{GREASE}", "", " ", "> a\n\n> b")


@given(
    st.lists(st.tuples(*map(st.sampled_from, (BODIES, ("Ida", ""), (0, 1, None), ("", "T")))), max_size=8), st.randoms()
)
def test_any_texts_under_one_id_are_read_and_each_is_one_post(said: list[tuple], random: Random) -> None:
    given = [
        copy(f"u{n}", body, author=name, minutes=at, title=title) for n, (body, name, at, title) in enumerate(said)
    ]

    reading = read_stated(given)

    assert len(reading.posts) == len({post.worded for post in given})
    assert sorted(unit for units in standing(reading).values() for unit in units) == sorted(post.unit for post in given)
    random.shuffle(given)
    assert standing(read_stated(given)) == standing(reading)


def test_runs_stand_in_the_order_of_their_lines_whichever_post_was_there_first() -> None:
    """Two posts of one unit, each the second body under an id that another unit has too."""
    builder = Builder()
    for id_, name in (("a", "Ada"), ("b", "Bruno")):
        builder.begin()
        builder.write(f"{name} wrote:", "attribution")
        builder.write(SLUICE)
        builder.end(Statement(id_, 0, 0, author=name, posted_at=NOON))
    both = list(stated_posts("both", "both", builder.parsed()))
    first, second = mail("a", GREASE, minutes=-1), mail("b", GREASE, minutes=-1)

    readings = [read_stated(posts) for posts in ([first, *both, second], [second, *both, first])]

    for reading in readings:
        (document,) = (each for each in reading.documents if each.document == "both")
        assert [(run.first_line, run.role) for run in document.runs] == [(1, Role.ATTRIBUTION), (4, Role.ATTRIBUTION)]
