"""What heads and attributions say of who answers whom -> reply edges, where a page states it or sets posts in.

The page's own word ("in reply to", "#3", "level 2") is declared. Who is named over a quote, or by the author, is graded;
so is a head that begins further right than that of the post above it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from threads.reconstruct.edges import Answers
from threads.reconstruct.heads import Heads
from threads.reconstruct.pages import Page
from threads.reconstruct.posts import Draft
from threads.reconstruct.types import Edge
from threads.words.kinds import Origin

BY_NUMBER, BY_NAME, BY_LEVEL = 0.98, 0.9, 0.95
SAID_NUMBER, SAID_NAME, QUOTED_NAME, SET_IN = 0.8, 0.6, 0.8, 0.85
# A page sets posts in where so many of its heads begin further right than the first.
SET_IN_SHARE = 0.2


def with_stated(pages: Sequence[Page], drafts: Sequence[Draft], answers: Answers) -> Answers:
    """Add the edges that pages with heads state; a declared parent is the primary one."""
    by_page: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.head is not None:
            by_page.setdefault(draft.page, []).append(draft)
    if not by_page:
        return answers
    known = {(edge.child, edge.parent): edge for edge in answers.edges}
    parent = {edge.child: edge for edge in answers.edges if edge.is_primary}
    for number, found in by_page.items():
        for edge in _PageEdges(pages[number], found).edges():
            before = parent.get(edge.child)
            is_first = before is None or edge.origin is Origin.DECLARED
            if not is_first and (edge.child, edge.parent) in known:
                continue
            if before is not None and is_first:
                known[before.child, before.parent] = replace(before, is_primary=False)
            edge = replace(edge, is_primary=is_first)  # noqa: PLW2901
            known[edge.child, edge.parent] = edge
            if is_first:
                parent[edge.child] = edge
    return replace(answers, edges=tuple(known.values()))


class _PageEdges:
    """The posts of one page, by what they are called."""

    def __init__(self, page: Page, drafts: Sequence[Draft]) -> None:
        self.page = page
        self.heads: Heads = page.heads or Heads((), {}, 0.0, ())
        self.drafts = drafts
        self.by_number: dict[int, Draft] = {}
        for draft in drafts:
            number = self.heads.posts[draft.head or 0].number
            if number is not None:
                self.by_number.setdefault(number, draft)
        self.sets_in = self._sets_in()

    def edges(self) -> list[Edge]:
        """At most one for each post."""
        latest: dict[str, Draft] = {}
        at_level: dict[int, Draft] = {}
        path: list[tuple[int, Draft]] = []
        attributed = self._attributed()
        edges: list[Edge] = []
        for draft in self.drafts:
            head = self.heads.posts[draft.head or 0]
            edge = (
                self._answered(draft, latest, at_level)
                or self._quoted(draft, attributed, latest)
                or self._above(draft, path)
            )
            if edge:
                edges.append(edge)
            if head.author:
                latest[head.author.casefold()] = draft
            if head.answers and head.answers.level is not None:
                at_level[head.answers.level] = draft
            while path and path[-1][0] >= head.indent:
                path.pop()
            path.append((head.indent, draft))
        return edges

    def _answered(self, draft: Draft, latest: Mapping[str, Draft], at_level: Mapping[int, Draft]) -> Edge | None:
        """By what the head says, or the author in the first words."""
        answer = self.heads.posts[draft.head or 0].answers
        if answer is None:
            return None
        origin = Origin.DECLARED if answer.is_stated else Origin.ATTRIBUTION
        if answer.number is not None:
            target, sure = self.by_number.get(answer.number), BY_NUMBER if answer.is_stated else SAID_NUMBER
            words = f"line {answer.line} names post {answer.number}"
        elif answer.level is not None:
            target, sure = at_level.get(answer.level - 1), BY_LEVEL
            words = f"line {answer.line} says level {answer.level}"
        else:
            target = latest.get((answer.name or "").casefold())
            sure = BY_NAME if answer.is_stated else SAID_NAME
            words = f"line {answer.line} names {answer.name}"
        return self._edge(draft, target, origin, sure, words)

    def _attributed(self) -> dict[int, list[int]]:
        """The lines that say who is quoted, by the head of the post they stand in."""
        found: dict[int, list[int]] = {}
        for line in sorted(self.heads.attributions):
            post = self.heads.post_at(line)
            if post is not None:
                found.setdefault(post, []).append(line)
        return found

    def _quoted(self, draft: Draft, attributed: Mapping[int, list[int]], latest: Mapping[str, Draft]) -> Edge | None:
        for line in reversed(attributed.get(draft.head or 0, [])):
            name = self.heads.attributions[line]
            edge = self._edge(
                draft, latest.get(name.casefold()), Origin.ATTRIBUTION, QUOTED_NAME, f"line {line} quotes {name}"
            )
            if edge:
                return edge
        return None

    def _above(self, draft: Draft, path: Sequence[tuple[int, Draft]]) -> Edge | None:
        """The post above whose head begins further left, on a page that sets answers in."""
        if not self.sets_in:
            return None
        indent = self.heads.posts[draft.head or 0].indent
        target = next((above for column, above in reversed(path) if column < indent), None)
        return self._edge(
            draft, target, Origin.RENDERING, SET_IN, f"its head begins at column {indent + 1}, further right"
        )

    def _sets_in(self) -> bool:
        columns = [self.heads.posts[draft.head or 0].indent for draft in self.drafts]
        return bool(columns) and sum(column > min(columns) for column in columns) >= SET_IN_SHARE * len(columns)

    def _edge(self, draft: Draft, target: Draft | None, origin: Origin, sure: float, words: str) -> Edge | None:
        if target is None or target.key == draft.key:
            return None
        confidence = round(sure * self.heads.confidence, 3)
        return Edge(draft.key, target.key, origin, confidence, is_primary=True, evidence=words)
