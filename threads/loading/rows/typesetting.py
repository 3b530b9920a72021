"""Drafts and citations -> html, through html/setter.py, which knows only lines, roles and mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from threads.html.addresses import veiled_text
from threads.html.folds import Citation, Mention, QuotedMark, anchor_of
from threads.html.setter import LineRun, render, render_missing
from threads.loading.rows.drafts import PageText, PostDraft
from threads.loading.rows.quotes import CitedLines, CitedSpan, cited_spans
from threads.reconstruct.types import Place, RunReading
from threads.words.kinds import Role


def html_of(
    drafts: Mapping[str, PostDraft],
    pages: Mapping[str, PageText],
    citations: Sequence[CitedLines],
    mentions: Mapping[str, Mention],
    hidden: AbstractSet[str] = frozenset(),
) -> dict[str, str]:
    """The html of every post and missing post; it names no hidden post and shows no mail address."""
    context = _QuoteContext(drafts, pages, citations, mentions, hidden)
    set_up = (
        (key, context.missing(draft) if draft.is_missing else context.post(draft)) for key, draft in drafts.items()
    )
    return {key: veiled_text(html) for key, html in set_up}


class _QuoteContext:
    """What setting one post needs to know of the others."""

    def __init__(
        self,
        drafts: Mapping[str, PostDraft],
        pages: Mapping[str, PageText],
        citations: Sequence[CitedLines],
        mentions: Mapping[str, Mention],
        hidden: AbstractSet[str],
    ) -> None:
        self.drafts = drafts
        self.pages = pages
        self.mentions = mentions
        self.hidden = hidden
        seen = [each for each in citations if each.post not in hidden]
        self.spans = cited_spans(seen, drafts, pages)
        self.spans_of_line: defaultdict[tuple[str, int], list[CitedSpan]] = defaultdict(list)
        for key, spans in self.spans.items():
            for span in spans:
                self.spans_of_line[key, span.line].append(span)
        self.sources: defaultdict[tuple[str, int], list[CitedLines]] = defaultdict(list)
        self.withheld: set[tuple[str, int]] = set()
        self.quoters: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for each in citations:
            if each.is_proven and each.source_post not in hidden:
                self.sources[each.post, each.line].append(each)
            elif each.is_proven:
                self.withheld.add((each.post, each.line))
        passages = {(place.document, place.line) for draft in drafts.values() for place in draft.passages}
        for each in seen if passages else ():
            document = drafts[each.post].document
            for at in ((document, line) for line in each.lines):
                if at in passages:
                    self.quoters[at].append(each.post)

    def post(self, draft: PostDraft) -> str:
        """The lines of a post, each with what it cites and who cites it."""
        page = self.pages[draft.document]
        marks: defaultdict[int, list[QuotedMark]] = defaultdict(list)
        for span in self.spans.get(draft.key, ()):
            marks[span.line].append(self._mark(draft.key, span))
        runs = [self._set(draft.key, piece) for piece in page.pieces(draft.key, draft.lines)]
        return str(render(page.texts, runs, dict(marks), page.line_ends, self._repeats(page, draft)))

    def _repeats(self, page: PageText, draft: PostDraft) -> dict[int, Mention]:
        """The lines whose words a post that may be named says too."""
        if not page.repeats:
            return {}
        said = {line: page.repeats[line] for line in draft.lines if line in page.repeats}
        return {line: self.mentions[key] for line, key in said.items() if key in self.mentions.keys() - self.hidden}

    def _set(self, key: str, piece: RunReading) -> LineRun:
        """A run as it is set: a list's footer is set like a signature; quotes begin where citations do."""
        if piece.role != Role.QUOTE:
            role = Role.SIGNATURE if piece.role == Role.CHROME else piece.role
            return LineRun(role, piece.first_line, piece.last_line)
        citation = self._citation(key, piece.first_line)
        is_withheld = citation is None and (key, piece.first_line) in self.withheld
        return LineRun(piece.role, piece.first_line, piece.last_line, citation, is_withheld)

    def missing(self, draft: PostDraft) -> str:
        """The passages of a missing post, each with who quotes it."""
        if draft.erased_on:
            return ""
        mine = self.mentions[draft.key].post_id
        texts: list[str] = []
        marks: dict[int, list[QuotedMark]] = {}
        before: Place | None = None
        for index, place in enumerate(draft.passages, start=1):
            text = self.pages[place.document].text_of(place.line)[place.start : place.end]
            quoters = [key for key in self.quoters[place.document, place.line] if key != draft.key]
            by = tuple((self.mentions[key], "the only trace of it") for key in quoters)
            texts += [text] if before is None or _goes_on(before, place) else ["", text]
            marks[len(texts)] = [QuotedMark(anchor_of(mine, index, 0), 0, len(text), by)]
            before = place
        return str(render_missing(texts, marks))

    def _mark(self, key: str, span: CitedSpan) -> QuotedMark:
        anchor = anchor_of(self.mentions[key].post_id, span.line, span.start)
        return QuotedMark(anchor, span.start, span.end, tuple((self.mentions[post], kind) for post, kind in span.by))

    def _citation(self, key: str, line: int) -> Citation | None:
        """What a line cites, except missing posts: their passages stay open."""
        sources = self.sources.get((key, line))
        if not sources:
            return None
        best = sources[0]
        source, post = best.source, best.source_post or ""
        if source is None or (post in self.drafts and self.drafts[post].is_missing):
            return None
        text = self.pages[source.document].text_of(source.line)
        return Citation(
            post=self.mentions[post],
            kind=best.kind,
            line=source.line,
            anchor=self._anchor(post, best),
            source_text=text[source.start : source.end] or text,
            covered=tuple((each.start, each.end) for each in sources),
            via=self.mentions[best.via] if best.via and best.via not in self.hidden else None,
        )

    def _anchor(self, post: str, citation: CitedLines) -> str:
        """The passage that holds the cited characters, else the post itself."""
        source = citation.source
        if source is None or post not in self.drafts or source.document != self.drafts[post].document:
            return f"p{self.mentions[post].post_id}"
        for span in self.spans_of_line.get((post, source.line), ()):
            if span.start <= source.start < span.end:
                return anchor_of(self.mentions[post].post_id, span.line, span.start)
        return f"p{self.mentions[post].post_id}"


def _goes_on(before: Place, place: Place) -> bool:
    """Whether a passage is the next line of the one before, in a record whose lines are not paragraphs."""
    return "#" in place.document and (place.document, place.line) == (before.document, before.line + 1)
