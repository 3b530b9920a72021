"""Pages, posts and edges -> the Reconstruction: every line with its role, every post with its lines and its thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from threads.reconstruct.cited_lines import cited_lines, indent
from threads.reconstruct.edges import Absent, Answers, CitedParagraph
from threads.reconstruct.heads import Heads
from threads.reconstruct.heads.quote_marks import is_marked_under_name
from threads.reconstruct.library import Links, Spot
from threads.reconstruct.page_kinds import PageReading, topics_of
from threads.reconstruct.pages import Page
from threads.reconstruct.posts import Draft, author_pages
from threads.reconstruct.tree import Order, Tree, grow_trees
from threads.reconstruct.types import (
    AppearanceReading,
    DocumentReading,
    Edge,
    MissingPost,
    Paragraph,
    Place,
    PostReading,
    Reconstruction,
    RunReading,
    Source,
    ThreadReading,
)
from threads.records import Held, Hints
from threads.words.kinds import Kind, Role
from threads.words.openings import UNTITLED_LENGTH, opening_words

# How sure the roles are that no quote proves, by how they were told.
BODY, CHROME, PROFILE, COPY, SIGNATURE, ATTRIBUTION = 0.9, 0.85, 0.95, 0.98, 0.7, 0.8
# A greeting alone does not tell what a thread is about; what follows it belongs to its opening words.
TITLE_TELLS = 20


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the stages found, for writing it down."""

    pages: Sequence[Page]
    links: Links
    drafts: Sequence[Draft]
    answers: Answers
    kinds: Sequence[PageReading]
    edges: Sequence[Edge]
    hints: Mapping[str, Hints]


def write_reading(findings: Findings) -> Reconstruction:
    """Write down what was found, in the order of the documents' paths."""
    keys = {(draft.page, index): draft.key for draft in findings.drafts for index in draft.paragraphs}
    by_page: dict[int, list[Draft]] = {}
    for draft in findings.drafts:
        by_page.setdefault(draft.page, []).append(draft)
    order = sorted(
        range(len(findings.pages)), key=lambda n: (findings.pages[n].record.path, findings.pages[n].document)
    )
    author_of = author_pages(findings.pages, findings.links, findings.drafts)
    copies = _copies(findings)
    shown = _shown_authors(findings)
    posts = [
        _post(findings, draft, author_of.get(draft.key), shown, copies.get(draft.key, {}))
        for number in order
        for draft in by_page.get(number, ())
    ]
    return Reconstruction(
        documents=tuple(_document(findings, number, keys) for number in order),
        posts=tuple(posts),
        missing=tuple(_missing(findings, order)),
        edges=tuple(sorted(findings.edges, key=lambda edge: (edge.child, not edge.is_primary, edge.parent))),
        threads=tuple(_threads(findings)),
        texts={page.document: page.lines for page in findings.pages},
        rendered=_stated_appearances(findings.pages),
    )


def _stated_appearances(pages: Sequence[Page]) -> dict[str, tuple[AppearanceReading, ...]]:
    """Where posts stand that other documents state, by key."""
    lines: dict[tuple[str, str], list[int]] = {}
    for page in pages:
        for line, copy in sorted(page.rendering.copies.items()):
            lines.setdefault((copy.post, page.document), []).append(line)
    appearances_of: dict[str, list[AppearanceReading]] = {}
    for (post, document), numbers in sorted(lines.items()):
        appearances_of.setdefault(post, []).append(AppearanceReading(document, tuple(numbers), is_original=False))
    return {post: tuple(appearances) for post, appearances in appearances_of.items()}


def _document(findings: Findings, number: int, keys: Mapping[Spot, str]) -> DocumentReading:
    page, reading = findings.pages[number], findings.kinds[number]
    lines = [line for paragraph in page.paragraphs for line in _lines(findings, number, paragraph, keys)]
    if page.heads:
        lines = sorted(_with_heads(lines, page.heads), key=lambda line: line.first_line)
    if page.held:
        lines = [_as_before(line, page.held) for line in lines]
    if page.rendering:
        lines = sorted([*lines, *_rendered(page)], key=lambda line: line.first_line)
    author = page.author
    hint = findings.hints.get(page.document)
    if author and hint and hint.author:
        author = replace(author, name=hint.author)
    is_set = page.held.is_set if page.held else None
    return DocumentReading(
        page.document,
        page.record.path,
        reading.kind,
        reading.confidence,
        reading.cues,
        tuple(joined(lines)),
        author,
        is_set=is_set,
        starts=_starts(page.heads, lines) if page.heads else {},
    )


def _with_heads(lines: Iterable[RunReading], heads: Heads) -> Iterator[RunReading]:
    """The lines of posts, those among them that say who is quoted, and the heads, which are nobody's words."""
    for line in lines:
        is_saying = line.first_line in heads.attributions and line.first_line not in heads.starts
        if line.role == Role.BODY and (is_saying or line.first_line in heads.labels):
            yield line._replace(role=Role.ATTRIBUTION, confidence=ATTRIBUTION)
        else:
            yield line
    for number, post in heads.chrome.items():
        begins = heads.posts[post].first if post is not None and post < len(heads.posts) else None
        yield _of_nobody(number, Role.CHROME, heads.confidence)._replace(head_of=begins)


def _starts(heads: Heads, lines: Iterable[RunReading]) -> dict[int, int]:
    """Where words begin behind heads, and quotes behind names: "Ada said: ..." over no quote is its author's own saying."""
    quotes = {line.first_line for line in lines if line.role == Role.QUOTE}
    return {line: start for line, start in heads.starts.items() if line not in heads.attributions or line in quotes}


def joined(lines: Iterable[RunReading]) -> Iterator[RunReading]:
    """Lines that follow each other and are alike as one run; a quote of a page is said of characters, line by line."""
    run: list[RunReading] = []
    for line in lines:
        if run and not _goes_on(run[-1], line):
            yield _one(run)
            run = []
        run.append(line)
    if run:
        yield _one(run)


def _goes_on(before: RunReading, line: RunReading) -> bool:
    if line.first_line != before.last_line + 1 or line.role == Role.QUOTE or line.repeats or before.repeats:
        return False
    if (line.role, line.post, line.confidence, line.head_of) != (
        before.role,
        before.post,
        before.confidence,
        before.head_of,
    ):
        return False
    one, other = before.source, line.source
    if one is None or other is None:
        return one is other
    here, there = one.place, other.place
    return one[1:] == other[1:] and (there.document, there.line) == (here.document, here.line + 1)


def _one(run: Sequence[RunReading]) -> RunReading:
    first, last = run[0], run[-1]
    if first is last:
        return first
    places = tuple(place for line in run for source in line.sources for place in source.places)
    sources = tuple(source._replace(places=places) for source in first.sources)
    return first._replace(last_line=last.last_line, sources=sources)


def _as_before(line: RunReading, memory: Held) -> RunReading:
    """A post's line with the role it had before words were erased around it; only lines of posts change."""
    before = memory.roles.get(line.first_line)
    if before is None or line.post is None or before == line.role:
        return line
    return line._replace(role=Role(before), sources=line.sources if before == Role.QUOTE else ())


def _rendered(page: Page) -> Iterator[RunReading]:
    """The lines that render stated posts, each with the line it repeats, and the page's words about these posts."""
    for line, copy in page.rendering.copies.items():
        place = Place(copy.unit, copy.line, 0, copy.end)
        yield _of_nobody(line, Role.DUPLICATE, COPY, Source((place,), copy.kind, copy.post))
    yield from (_of_nobody(line, Role.CHROME, CHROME) for line in page.rendering.sayings)


def _of_nobody(line: int, role: Role, confidence: float, *sources: Source) -> RunReading:
    return RunReading(line, line, role, None, confidence, sources=sources)


def _lines(findings: Findings, number: int, paragraph: Paragraph, keys: Mapping[Spot, str]) -> Iterator[RunReading]:
    page, spot = findings.pages[number], (number, paragraph.index)
    numbers = range(paragraph.first_line, paragraph.last_line + 1)
    if paragraph.index in page.furniture.chrome:
        yield from (_of_nobody(line, Role.CHROME, CHROME) for line in numbers)
    elif paragraph.index in page.furniture.profile:
        yield from (_of_nobody(line, Role.PROFILE, PROFILE) for line in numbers)
    elif paragraph.index in page.furniture.copies:
        yield from _copied(findings, paragraph, (number, page.furniture.copies[paragraph.index]), keys)
    elif page.is_outside(paragraph.index) or spot in findings.links.renderings:
        yield from _copied(findings, paragraph, findings.links.root(spot, findings.pages), keys)
    elif spot in findings.answers.cited:
        yield from _quoted(findings, paragraph, spot, keys)
    elif paragraph.index in page.repeats or (spot in findings.links.repeats and paragraph.index not in page.quotes):
        yield from _repeating(findings, paragraph, spot, keys)
    else:
        quote = page.quotes.get(paragraph.index)
        role, confidence = (Role.QUOTE, quote.confidence) if quote else _plain_role(findings, spot)
        yield from (RunReading(line, line, role, keys.get(spot), confidence) for line in numbers)


def _plain_role(findings: Findings, spot: Spot) -> tuple[Role, float]:
    page = findings.pages[spot[0]]
    paragraph = page.paragraphs[spot[1]]
    if paragraph.index in page.boilerplate:
        return Role.SIGNATURE, SIGNATURE
    if paragraph.shape == "attribution" and paragraph.index + 1 in page.quotes:
        return Role.ATTRIBUTION, ATTRIBUTION
    if page.heads and is_marked_under_name(page.heads, page.lines, paragraph):
        return Role.QUOTE, ATTRIBUTION
    return Role.BODY, BODY


def _copied(findings: Findings, paragraph: Paragraph, target: Spot, keys: Mapping[Spot, str]) -> Iterator[RunReading]:
    """The lines of a copy, each with the whole line it repeats."""
    page = findings.pages[target[0]]
    original = page.paragraphs[target[1]]
    kind = Kind.EXACT if original.tokens == paragraph.tokens else Kind.TRUNCATED if paragraph.cut_tail else Kind.ALTERED
    for offset, line in enumerate(range(paragraph.first_line, paragraph.last_line + 1)):
        source = min(original.first_line + offset, original.last_line)
        text = page.lines[source - 1]
        place = Place(page.document, source, 0, len(text.rstrip()))
        yield _of_nobody(line, Role.DUPLICATE, COPY, Source((place,), kind, keys.get(target)))


def _quoted(findings: Findings, paragraph: Paragraph, spot: Spot, keys: Mapping[Spot, str]) -> Iterator[RunReading]:
    citation = findings.answers.cited[spot]
    for line, sources in cited_lines(findings.pages, paragraph, citation, keys):
        yield RunReading(line, line, Role.QUOTE, keys.get(spot), citation.confidence, sources=sources)


def _repeating(findings: Findings, paragraph: Paragraph, spot: Spot, keys: Mapping[Spot, str]) -> Iterator[RunReading]:
    """A post's own lines that stand above too, each with what it repeats."""
    page, key = findings.pages[spot[0]], keys.get(spot)
    role, confidence = _plain_role(findings, spot)
    here = page.repeats.get(paragraph.index)
    match = here or findings.links.repeats[spot]
    source = (spot[0], here.source or 0) if here else findings.links.repeats[spot].target
    root = findings.links.root(source, findings.pages)
    cited = CitedParagraph(key or "", spot, root, match.start, match.end, match.kind, confidence, None)
    for line, sources in cited_lines(findings.pages, paragraph, cited, keys):
        yield RunReading(line, line, role, key, confidence, repeats=sources)


def _copies(findings: Findings) -> dict[str, dict[int, set[int]]]:
    """Post key -> page -> the lines on which it stands again."""
    keys = {(draft.page, index): draft.key for draft in findings.drafts for index in draft.paragraphs}
    copies: dict[str, dict[int, set[int]]] = {}
    for number, page in enumerate(findings.pages):
        for paragraph in page.paragraphs:
            spot = (number, paragraph.index)
            if page.furniture.holds(paragraph.index):
                continue
            if paragraph.index in page.second.originals or spot in findings.links.renderings:
                key = keys.get(findings.links.root(spot, findings.pages))
                if key:
                    lines = copies.setdefault(key, {}).setdefault(number, set())
                    lines.update(range(paragraph.first_line, paragraph.last_line + 1))
    return copies


def _post(
    findings: Findings,
    draft: Draft,
    author_page: str | None,
    shown: Mapping[str, str | None],
    copies: Mapping[int, set[int]],
) -> PostReading:
    page = findings.pages[draft.page]
    lines = tuple(_lines_of(page, draft.paragraphs))
    head = page.heads.posts[draft.head] if page.heads and draft.head is not None else None
    if head and head.author and author_page != page.document:
        author_page = None  # its own page names somebody
    name = (shown.get(author_page) if author_page else None) or (head.author if head else None)
    again = sorted((findings.pages[number].document, tuple(sorted(numbers))) for number, numbers in copies.items())
    appearances = [AppearanceReading(page.document, lines, is_original=True)]
    appearances.extend(AppearanceReading(document, numbers, is_original=False) for document, numbers in again)
    return PostReading(
        key=draft.key,
        id=f"{page.record.path}#{draft.ordinal}",
        document=page.document,
        lines=lines,
        author=name,
        author_page=author_page,
        confidence=round(draft.confidence, 3),
        cues=draft.cues,
        appearances=tuple(appearances),
        posted_at=head.posted_at if head else None,
        posted_at_raw=head.date if head else "",
        aliases=page.heads.aliases.get(name or "", ()) if page.heads else (),
    )


def _shown_authors(findings: Findings) -> dict[str, str | None]:
    """By document, the name of the one author whose posts a page shows: by who gave the page, or by what it says itself."""
    given = {document: hint.author for document, hint in findings.hints.items()}
    stated = {page.document: page.author.name for page in findings.pages if page.author}
    return {document: given.get(document) or stated.get(document) for document in {*given, *stated}}


def _lines_of(page: Page, indexes: Sequence[int]) -> Iterator[int]:
    for index in indexes:
        paragraph = page.paragraphs[index]
        yield from range(paragraph.first_line, paragraph.last_line + 1)


def _missing(findings: Findings, order: Sequence[int]) -> Iterator[MissingPost]:
    by_page: dict[int, list[Absent]] = {}
    for missing in findings.answers.absent:
        by_page.setdefault(missing.spots[0][0], []).append(missing)
    for number in order:
        for ordinal, missing in enumerate(sorted(by_page.get(number, ()), key=lambda m: m.spots), 1):
            passages = [place for spot in missing.spots for place in _passage(findings.pages[spot[0]], spot[1])]
            yield MissingPost(missing.key, f"{findings.pages[number].record.path}#m{ordinal}", tuple(passages))


def _passage(page: Page, index: int) -> Iterator[Place]:
    paragraph = page.paragraphs[index]
    for line in range(paragraph.first_line, paragraph.last_line + 1):
        text = page.lines[line - 1]
        yield Place(page.document, line, indent(text), len(text.rstrip()))


def _threads(findings: Findings) -> Iterator[ThreadReading]:
    place = _topic_places(findings.pages)
    order: dict[str, Order] = {}
    for draft in findings.drafts:
        page, before = place.get(draft.page, (draft.page, 0))
        order[draft.key] = (page, before + 1 + draft.paragraphs[0], 1)
    first_child = {draft.key: draft for draft in findings.drafts}
    for missing in findings.answers.absent:
        child = min((first_child[key] for key in missing.children), key=lambda draft: draft.place)
        order[missing.key] = (child.page, 1 + child.paragraphs[0], 0)
    parent = {edge.child: edge.parent for edge in findings.edges if edge.is_primary}
    words = {draft.key: draft for draft in findings.drafts}
    absent = {missing.key: missing for missing in findings.answers.absent}
    for tree in grow_trees(order, parent):
        title, is_stated = _title(findings, tree, words, absent)
        yield ThreadReading(tree.root, title, is_stated, tree.places)


def _topic_places(pages: Sequence[Page]) -> dict[int, tuple[int, int]]:
    """For pages of one topic, the first of them in rank, and how many paragraphs stand on those before it."""
    places: dict[int, tuple[int, int]] = {}
    for numbers in topics_of(pages).values():
        before = 0
        for number in numbers:
            places[number] = (min(numbers), before)
            before += 1 + len(pages[number].paragraphs)
    return places


def _stated_title(page: Page, draft: Draft) -> str | None:
    """What the page calls the thread of a post: by the post's head where it shows several threads, else the page's title over its first."""
    head = page.heads.posts[draft.head] if page.heads and draft.head is not None else None
    if head and head.thread:
        return head.thread
    return page.title if draft.ordinal == 1 and not (page.heads and page.heads.owner) else None


def _title(
    findings: Findings, tree: Tree, drafts: Mapping[str, Draft], absent: Mapping[str, Absent]
) -> tuple[str, bool]:
    """The page's own title where the thread opens the page; else the opening words of its first post."""
    first = next((drafts[place.post] for place in tree.places if place.post in drafts), None)
    page = findings.pages[first.page] if first else None
    if first and page and (title := _stated_title(page, first)):
        return title[:300], True
    if tree.root in absent:
        spot = absent[tree.root].spots[0]
        return opening_words(findings.pages[spot[0]].paragraphs[spot[1]].text, UNTITLED_LENGTH), False
    draft = drafts[tree.root]
    own = [i for i in draft.paragraphs if i not in findings.pages[draft.page].quotes]
    texts = [findings.pages[draft.page].paragraphs[i].text for i in own or draft.paragraphs]
    telling = next((n for n in range(1, len(texts)) if len(" ".join(texts[:n])) >= TITLE_TELLS), len(texts))
    return opening_words(" ".join(texts[:telling]), UNTITLED_LENGTH), False
