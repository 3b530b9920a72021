"""A post -> the paragraphs it consists of and the posts around it on its page, as a person corrects them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from threads.curating.line_corrections import OF_NO_POST
from threads.loading.erased.gaps import held_in
from threads.loading.parsing import record_of
from threads.models import Appearance, Document, Post, Record
from threads.reconstruct.normalise import paragraphs_of


@dataclass(frozen=True, slots=True)
class ParagraphLines:
    """A paragraph of a page: its first line is where a post can begin."""

    line: int
    last_line: int
    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a post stands on a page of text."""

    document: Document
    paragraphs: Sequence[ParagraphLines]
    before: tuple[int, int] | None  # the post before it on the page, and that one's first line
    after: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page of text, line by line, and what each was read as."""

    document: Document
    texts: Sequence[str]
    roles: Mapping[int, str]


def stands_on_page(post: Post) -> Record | None:
    """The page of text on which the original of a post stands, or None: then its format states where it begins."""
    stands = Record.objects.filter(appearances__post=post, appearances__is_original=True, document__is_stated=False)
    return stands.select_related("document__archive").first()


def surroundings(post: Post, record: Record) -> Surroundings:
    """The paragraphs of a post that are its own or its quotes, and the posts before and after it."""
    stands = Appearance.objects.filter(record=record, is_original=True).order_by("first_line")
    rows = list(stands.values_list("post", "first_line", "last_line"))
    mine = {line for pk, first, last in rows if pk == post.pk for line in range(first, last + 1)}
    begins: dict[int, int] = {}
    for pk, first, _ in rows:
        begins.setdefault(pk, first)
    order = list(begins)
    place = order.index(post.pk)
    before, after = order[:place][-1:], order[place + 1 :][:1]
    return Surroundings(
        document=record.document,
        paragraphs=[each for each in _paragraphs(record) if each.line in mine and each.role not in OF_NO_POST],
        before=(before[0], begins[before[0]]) if before else None,
        after=(after[0], begins[after[0]]) if after else None,
    )


def pages_of(documents: Sequence[int]) -> dict[int, PageLines]:
    """The lines of pages of text, by the ids of their documents."""
    records = Record.objects.filter(document__in=documents, document__is_stated=False)
    return {
        record.document_id: PageLines(
            record.document,
            record_of(record).lines,
            {line: entry.role for entry in record.entries for line in entry.lines},
        )
        for record in records.select_related("document__archive")
    }


def _paragraphs(record: Record) -> list[ParagraphLines]:
    text = record_of(record)
    held = held_in(record.erased)
    role_of = {line: entry.role for entry in record.entries for line in entry.lines}
    return [
        ParagraphLines(
            each.first_line,
            each.last_line,
            "\n".join(text.lines[each.first_line - 1 : each.last_line]),
            role_of.get(each.first_line, ""),
        )
        for each in paragraphs_of(text.lines, is_wrapped=held.is_wrapped if held else None)
    ]
