"""What is known of some programs' pages where what repeats on them does not say enough: a thin table.

Elements are named as in ``groups.keys_of``: "div.post", "tr#post#", "div@text".
"""

from __future__ import annotations

from typing import NamedTuple

from threads.readers.page_records.dom import PageTree
from threads.readers.page_records.record_groups import RecordSpan, joined, keys_of


class Program(NamedTuple):
    """A program: elements that are on its pages alone, the one at which a record begins, those that hold bodies.

    ``is_run`` where a record is several siblings, of which that element is the first; ``others`` begin records of other
    kinds, as comments between answers.
    """

    name: str
    signs: tuple[str, ...]
    record: str
    bodies: tuple[str, ...] = ()
    is_run: bool = False
    others: tuple[str, ...] = ()


PROGRAMS = (
    Program(
        "Hacker News",
        ("tr.athing", "a.hnuser"),
        "tr.athing",
        ("div.commtext", "span.commtext", "div.toptext"),
        is_run=True,
    ),
    Program("old Reddit", ("div.thing", "div.entry", "p.tagline"), "div.entry", ("div.md",)),
    Program("Discourse for crawlers", ("div.crawler-post",), "div.crawler-post", ("div.post",)),
    Program("Invision 4", ("div.cPost_contentWrap",), "article.cPost", ("div@commentContent", "div.cPost_contentWrap")),
    Program("Invision 3", ("div.post_block", "div.post_body"), "div.post_block", ("div.post",)),
    Program("FluxBB, PunBB", ("div.blockpost", "div.postmsg"), "div.blockpost", ("div.postmsg",)),
    Program("MyBB", ("div.post_body", "div.post_author"), "div.post", ("div.post_body",)),
    Program(
        "Vanilla",
        ("div.ItemDiscussion", "div.Message"),
        "div.ItemDiscussion",
        ("div.Message",),
        others=("li.ItemComment",),
    ),
    Program("Something Awful", ("table.post", "td.postbody"), "table.post", ("td.postbody",)),
    Program(
        "Stack Exchange",
        ("div.postcell", "div.user-details"),
        "div.postcell",
        ("div.js-post-body", "span.comment-copy"),
        others=("div.answercell", "li.js-comment"),
    ),
    Program("GreaterWrong", ("div.comment-meta", "div.comment-body"), "div.comment", ("div.comment-body",)),
)


def program_of(page: PageTree) -> tuple[Program, list[RecordSpan]] | None:
    """The program that a page is of, and its records."""
    keys: dict[str, list[int]] = {}
    for node in page.nodes:
        for key in keys_of(node):
            keys.setdefault(key, []).append(node.number)
    for program in PROGRAMS:
        if not all(sign in keys for sign in program.signs) or program.record not in keys:
            continue
        numbers = sorted(number for key in (program.record, *program.others) for number in keys.get(key, ()))
        members = [
            number
            for number, following in zip(numbers, [*numbers[1:], len(page.nodes)], strict=True)
            if page.nodes[number].last < following
        ]
        spans = [RecordSpan(number, page.nodes[number].last, number) for number in members]
        if program.is_run:
            spans = joined(page, spans, is_head=False) or _runs(page, members)
        return program, spans
    return None


def _runs(page: PageTree, members: list[int]) -> list[RecordSpan]:
    """Records whose rows lie in several tables: each goes on to the end of its own table, or to the next record."""
    spans = []
    for at, number in enumerate(members):
        end = page.nodes[page.nodes[number].parent].last
        last = min(end, members[at + 1] - 1) if at + 1 < len(members) else end
        spans.append(RecordSpan(number, last, number))
    return spans
