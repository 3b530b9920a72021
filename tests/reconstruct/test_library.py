"""What pages have to do with each other: common sayings tie nothing, the same bytes are one document, keys last."""

from __future__ import annotations

from tests.reconstruct.pages import facts, record, records
from threads.reconstruct import reconstruct
from threads.reconstruct.components import components, reconstruct_archive
from threads.reconstruct.fingerprint import COMMON_DOCUMENTS
from threads.records import Hints

SAYING = "Whoever takes from the last of the honey has to light the first of the stoves."
LOCK = "The lower lock on the canal sticks whenever the water is low, and the boats wait until the evening."


def pages_with(saying: str, count: int) -> list[str]:
    return [
        f"The bell of tower {at} rings at hour {at} {'x' * at}.\n{saying}\nNobody hears it.\n" for at in range(count)
    ]


def test_a_saying_that_many_documents_hold_links_none_of_them():
    texts = pages_with(SAYING, COMMON_DOCUMENTS + 2)

    reading = reconstruct_archive([record(text, f"{at:03}.txt") for at, text in enumerate(texts)])

    assert not any(line.sources for document in reading.documents for line in document.by_line())


def test_the_same_bytes_under_two_names_are_one_document():
    reading = reconstruct([record(f"{LOCK}\n", "b.txt"), record(f"{LOCK}\n", "a.txt")])

    assert [document.path for document in reading.documents] == ["a.txt"]


def test_a_post_keeps_its_key_when_another_page_comes():
    alone = reconstruct(records(a=f"{LOCK}\nHello Ada, open the upper paddle first.\n"))
    together = reconstruct(
        records(
            a=f"{LOCK}\nHello Ada, open the upper paddle first.\n",
            b=f"Hello Chen.\n{LOCK}\nNo, it was repaired in May. I saw it.\n",
        )
    )

    assert {post.key for post in alone.posts} <= {post.key for post in together.posts}


def test_a_later_page_gives_an_unsourced_quote_its_source():
    late = "Hello Dalia, a word on this.\n...drinks, and the boats wait at the old brickworks until the evening comes down on th\nNot all of them do.\n"
    early = "The keeper drinks, and the boats wait at the old brickworks until the evening comes down on them.\n"

    before, after = facts(reconstruct(records(late=late))), facts(reconstruct(records(late=late, early=early)))

    assert "2 is a quote without a source" in before
    assert "late:2 quotes early:1" in after


def test_a_page_of_one_author_takes_the_name_that_is_given():
    page = record("I mend clocks. Member since 2009.\n" * 2 + "The verge is bent, and bent cold at that.\n")

    reading = reconstruct([page], hints={page.document: Hints(author="Ada")})

    assert "3 is by Ada" in facts(reading)


def test_components_are_the_sets_that_links_hold_together():
    assert components("abcdef", [["a", "c"], ["c", "e"], ["b"], ["f", "d"]]) == [["a", "c", "e"], ["b"], ["d", "f"]]


def test_a_chain_of_ten_thousand_links_is_one_component():
    members = range(10_000)

    assert len(components(members, [[at, at + 1] for at in members[:-1]])) == 1
