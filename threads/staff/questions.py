"""A doubt -> a question to a person: what is asked, five lines on either side of what it is about, and the answers by button and key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from threads.curating.beside import PageLines, pages_of
from threads.models import Document, Post, Quote
from threads.staff.candidates import PossibleParent, in_order, weighed
from threads.staff.queue import Doubt
from threads.templatetags.display import in_a_hundred
from threads.templatetags.reasons import cue_words

LINES_AROUND = 5
# Characters of the line that is asked about, and of those around it.
ASKED_SHOWN, LINE_SHOWN = 1_000, 240
PARENTS_ASKED = 5


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line round the one that is asked about; of a post that answers another, a line of its words."""

    number: int
    text: str
    is_asked: bool = False
    is_quote: bool = False


@dataclass(frozen=True, slots=True)
class AnswerButton:
    """One answer: its key, its words, and what the form of corrections is sent."""

    key: str
    words: str
    do: str


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    """What a person is asked."""

    doubt: Doubt
    asks: str
    read: str
    address: str  # where the answer is sent
    place: str  # what is asked about, in its place
    about: str
    lines: Sequence[AskedLine]
    answers: Sequence[AnswerButton]
    source: Sequence[AskedLine] = ()
    parents: Sequence[PossibleParent] = field(default_factory=tuple)


def question_of(doubt: Doubt) -> ReviewQuestion | None:
    """The question, or None where its post or document has gone meanwhile."""
    if doubt.kind == "parent":
        return _of_parent(doubt)
    return _of_quote(doubt) if doubt.kind == "quote" else _of_beginning(doubt)


def _of_beginning(doubt: Doubt) -> ReviewQuestion | None:
    pages = pages_of([doubt.document])
    if doubt.document not in pages:
        return None
    page = pages[doubt.document]
    document = page.document
    reasons = f": {cue_words(doubt.cues)}" if doubt.cues else ""
    read = "It was read so" if doubt.post else "None was read to"
    no = "join" if doubt.post else "goes"
    return ReviewQuestion(
        doubt=doubt,
        asks=f"Does a post begin at line {doubt.line}?",
        read=f"{read}, {in_a_hundred(doubt.confidence)}{reasons}.",
        address=reverse("staff:line", args=[document.pk, doubt.line]),
        place=_line_address(document, doubt.line),
        about=f"{document.path}, in {document.archive}",
        lines=_around(page, doubt.line),
        answers=(
            AnswerButton("y", "yes, a post begins here", f"begin:{doubt.line}"),
            AnswerButton("n", "no, it goes on", f"{no}:{doubt.line}"),
        ),
    )


def _of_quote(doubt: Doubt) -> ReviewQuestion | None:
    quotes = Quote.objects.filter(post=doubt.post, line=doubt.line, rank=0)
    quote = quotes.first()
    if quote is None or quote.source_document_id is None or quote.source_line is None:
        return None
    pages = pages_of([doubt.document, quote.source_document_id])
    if len(pages) < len({doubt.document, quote.source_document_id}):
        return None
    page, source = pages[doubt.document], pages[quote.source_document_id]
    where = "" if source is page else f" of {source.document.path}"
    return ReviewQuestion(
        doubt=doubt,
        asks=f"Does line {doubt.line} quote line {quote.source_line}{where}?",
        read=f"It was read so, {in_a_hundred(doubt.confidence)}, {quote.kind}.",
        address=reverse("staff:post", args=[doubt.post]),
        place=_line_address(page.document, doubt.line),
        about=f"{page.document.path}, in {page.document.archive}",
        lines=_around(page, doubt.line),
        answers=(
            AnswerButton("y", "yes, of that line", f"quoted:{doubt.line}"),
            AnswerButton("n", "no, its author's own words", f"own:{doubt.line}"),
            AnswerButton("m", "a quote of a post that is not here", f"nowhere:{doubt.line}"),
        ),
        source=[each for each in _around(source, quote.source_line) if each.is_asked],
    )


def _of_parent(doubt: Doubt) -> ReviewQuestion | None:
    post = Post.objects.select_related("archive", "thread", "author", "parent").filter(pk=doubt.post).first()
    if post is None or post.parent is None:
        return None
    parents = in_order(weighed(post).values())[:PARENTS_ASKED]
    answers = [
        AnswerButton(
            "y" if each.is_now else str(number),
            f"{'yes, it answers' if each.is_now else 'it answers'} {each.post.author.name or 'post'} {each.post.number}",
            f"parent:{each.post.pk}",
        )
        for number, each in enumerate(parents, 1)
    ]
    texts = [text for text in post.text.split("\n") if text.strip()][: 2 * LINES_AROUND]
    return ReviewQuestion(
        doubt=doubt,
        asks=f"Does post {post.number} answer post {post.parent.number}?",
        read=f"It was read so, {in_a_hundred(doubt.confidence)}.",
        address=reverse("staff:post", args=[post.pk]),
        place=reverse("threads:post", args=[post.pk]),
        about=f"“{post.thread}”, in {post.archive}",
        lines=[AskedLine(number, _cut(text, LINE_SHOWN)) for number, text in enumerate(texts, 1)],
        answers=[*answers, AnswerButton("a", "nobody: it opens a thread", "alone")],
        parents=parents,
    )


def _line_address(document: Document, line: int) -> str:
    return f"{reverse('threads:document', args=[document.pk])}?line={line}#L{line}"


def _around(page: PageLines, line: int) -> list[AskedLine]:
    """The line, and those with text before and after it."""
    texts, roles = page.texts, page.roles
    filled = [number for number, text in enumerate(texts, 1) if text.strip() or number == line]
    if line not in filled:
        return []
    place = filled.index(line)
    return [
        AskedLine(
            number,
            _cut(texts[number - 1], ASKED_SHOWN if number == line else LINE_SHOWN),
            number == line,
            roles.get(number) == "quote",
        )
        for number in filled[max(0, place - LINES_AROUND) : place + LINES_AROUND + 1]
    ]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}…"
