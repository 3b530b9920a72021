"""Headers of mails -> a tree a thread, as Jamie Zawinski describes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from threads.reconstruct.stated.keying import StatedPost, key_of_id
from threads.reconstruct.stated.telling_apart import told_apart
from threads.reconstruct.stated.threading import Weave, weave
from threads.records import Statement

NOON = datetime(2019, 3, 4, 12, tzinfo=UTC)


def mail(id_: str, *references: str, minute: int = 0, thread: str = "") -> StatedPost:
    """A mail with the ids in its References, the first mail of the thread first."""
    parents = tuple(reversed(references))
    stated = Statement(id_, 1, 1, parents, thread=thread, posted_at=NOON + timedelta(minutes=minute))
    return StatedPost(key_of_id(id_), f"box#{id_}", "box.mbox", stated, ("Yes.",))


def names(woven: Weave, *ids: str) -> dict[str, str]:
    known = {key_of_id(id_): id_ for id_ in ids}
    return {known[child]: known[parent] for child, parent in woven.parents.items()}


def test_a_mail_whose_references_were_lost_stands_where_its_answer_says_with_a_doubt() -> None:
    woven = weave([mail("c", "a", "b", minute=2), mail("b", minute=1), mail("a")])

    assert names(woven, "a", "b", "c") == {"b": "a", "c": "b"}
    assert woven.sequence == {key_of_id("b")}


def test_a_mail_that_says_whom_it_answers_is_moved_by_nobody() -> None:
    woven = weave([mail("a"), mail("z"), mail("b", "z", minute=1), mail("c", "a", "b", minute=2)])

    assert names(woven, "a", "b", "c", "z") == {"b": "z", "c": "b"}


def test_a_missing_mail_that_only_others_name_is_left_out_where_it_joins_nothing() -> None:
    woven = weave([mail("b"), mail("c", "lost", "b", minute=1)])

    assert names(woven, "b", "c") == {"c": "b"}
    assert not woven.missing


def test_a_missing_mail_that_only_others_name_stays_where_it_joins_two() -> None:
    posts = [mail("b"), mail("c", "lost", "b", minute=1), mail("d", minute=2), mail("e", "lost", "d", minute=3)]

    assert names(weave(posts), "b", "c", "d", "e", "lost") == {"b": "lost", "c": "b", "d": "lost", "e": "d"}


def test_of_two_copies_that_counts_which_says_whom_it_answers() -> None:
    bare, whole = mail("b"), replace(mail("b", "a"), unit="box#later")

    unique, copies = told_apart([bare, whole])

    assert unique[key_of_id("b")] is whole
    assert copies[key_of_id("b")] == [bare]


def test_two_missing_posts_that_are_answered_in_the_same_two_threads_close_no_circle() -> None:
    woven = weave(
        [
            mail("a", "m", thread="tide"),
            mail("b", "n", thread="reef", minute=1),
            mail("c", "n", thread="tide", minute=2),
            mail("d", "m", thread="reef", minute=3),
        ]
    )

    assert names(woven, *"abcdmn") == {"a": "m", "b": "n", "c": "n", "d": "m", "n": "m"}


IDS = st.sampled_from("abcdefgh")
LOST = st.sampled_from(["lost", "gone", "missing"])


@given(
    st.dictionaries(
        IDS, st.tuples(st.lists(IDS | LOST, max_size=4), st.sampled_from(["", "tide", "reef"])), min_size=1
    ),
    st.randoms(),
)
def test_whatever_headers_say_each_mail_has_one_place_whatever_the_order(headers, chance) -> None:
    posts = [mail(id_, *references, minute=ord(id_), thread=thread) for id_, (references, thread) in headers.items()]
    shuffled = chance.sample(posts, len(posts))

    woven = weave(posts)

    assert woven == weave(shuffled)
    for key in woven.parents:
        passed, above = set(), key
        while above in woven.parents:
            assert above not in passed
            passed.add(above)
            above = woven.parents[above]
