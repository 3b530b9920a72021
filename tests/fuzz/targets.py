"""What `make fuzz` throws bytes at, by name: each target is a function that raises where a promise is broken."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from atheris import FuzzedDataProvider
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db.models.sql.compiler import SQLCompiler

from tests.expressions import BOUNDED, LENGTH, SECONDS_MOST, Expression, expressions, seconds
from tests.fuzz import promises, seeds
from tests.fuzz.safe_html import is_safe
from tests.helpers.lines import Line
from tests.helpers.lines import render as render_lines
from tests.reconstruct.pages import record
from threads.html.addresses import veiled
from threads.html.folds import Citation, Mention, QuotedMark
from threads.html.inline import altered_html, inline_html, linked_html
from threads.html.patches import shaped_lines
from threads.html.setter import LineRun, render, render_missing
from threads.readers import JSON_FORMATS
from threads.readers import text as plain_text
from threads.readers.building import Builder
from threads.readers.containers import Opened, open_documents
from threads.readers.html_lines import write_html
from threads.readers.mail.dates import arrived_at, date_of
from threads.readers.mail.headers import readable
from threads.readers.mail.message import read_mail
from threads.reconstruct import reconstruct
from threads.reconstruct.stated import read_stated, stated_posts
from threads.records import Parsed, Refusal, Statement
from threads.search import FOUND, FOUND_END, search_page
from threads.templatetags.display import folded, highlighted, marked
from threads.words.dates import is_day_first, page_zone, read_date
from threads.words.kinds import Kind

MAIL = ("mbox", "eml", "pipermail")
JSON = tuple(sorted(JSON_FORMATS))
PAGES = ("phpbb", "smf", "vbulletin", "hypermail", "xenforo", "schema.org", "pipermail", "discourse")
XML = ("stack_exchange",)
NOON = datetime(2019, 3, 4, 12, tzinfo=UTC)
CONTAINER_LIMIT = 1_000_000
PAGES_A_SET = 3
PAGE_BREAK = b"\f"
IDS = ("a", "b", "c", "d", "e", "")
SAYINGS = (
    "The sluice gate at the upper pond jams whenever the frost lifts the western sill.",
    "Grease does nothing for it because the sill itself moves by a finger's breadth.",
    "Then shim the frame before the first frost and leave the gate as it is.",
    "gate", "", "    int depth = ebb(tide);", "-- ", "Ida",
)  # fmt: skip
ROLES = ("body", "quote", "attribution", "signature")
WORDS = (
    " ", '"', "-", "(", ")", "OR", "AND", ":", "bell", "漢", "漢字", "ก", "a漢1", "é", "\u0301", "*", "&", "|", "!", "<->",
    "author:", "title:", "archive:", "in:", "before:", "after:", "replies:", "has:", "is:", "sort:", "x:", "quotes", "new",
    "title", "first", "9999", "0000", "2009-02-31", "1y", "9999y", "999m", "0d", ">", "<", "=", "999999", "link", "code",
    "quote", "root", "reply", "inferred", "missing", "unsourced", "relevance", "newest", "oldest", "'", "\\", "%", "_", "\0",
)  # fmt: skip


class Target(NamedTuple):
    """What is called with each input, and documents to begin with."""

    check: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


def documents_of(*forms: str) -> Callable[[bytes], None]:
    """Inputs whose first byte chooses one of several readers."""

    def check(data: bytes) -> None:
        if data:
            promises.is_document_read(forms[data[0] % len(forms)], data[1:])

    return check


def chosen(*forms: str) -> Callable[[], list[bytes]]:
    """Each document of the tests before each reader's byte: most readers are asked about what is not theirs, too."""
    return lambda: [bytes([n]) + document for n in range(len(forms)) for document in seeds.documents()]


def plain(data: bytes) -> None:
    """Plain text in any charset is one record that keeps its bytes, or is refused in words."""
    plain_text.claims("x.txt", data)
    read = plain_text.read("x.txt", data)
    if isinstance(read, Refusal):
        assert read.reason
    else:
        (only,) = read
        assert only.raw == data
        assert only.text == data.decode(only.encoding)


def containers(data: bytes) -> None:
    """Whatever is unpacked stays in the spool and within its limit, and is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=_memory()) as folder:
        given, spool = Path(folder, "given"), Path(folder, "spool")
        given.write_bytes(data)
        spool.mkdir()
        for each in open_documents(given, "given", spool, CONTAINER_LIMIT, total=2 * CONTAINER_LIMIT):
            if isinstance(each, Opened):
                assert each.path == given or each.path.parent == spool
                assert each.path.stat().st_size == each.size <= CONTAINER_LIMIT
                assert len(list(spool.iterdir())) <= 2
            else:
                assert each.reason
        assert not list(spool.iterdir()), "something is left in the spool"


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def pages(data: bytes) -> None:
    """Every line of a set of pages has one role, whatever the order they are given in."""
    texts = [part.decode("utf-8", "replace") for part in data.split(PAGE_BREAK)[:PAGES_A_SET]]
    given = [record(text, f"{n}.txt") for n, text in enumerate(texts) if text.strip()]
    reading = reconstruct(given)
    promises.is_accounted_for(reading)
    if len(given) > 1:
        assert reconstruct(given[::-1]) == reading, "the order decides"


def stated(data: bytes) -> None:
    """Posts with ids, dates and words drawn from few give a sound reading, whatever their order."""
    given = FuzzedDataProvider(data)
    units = [tuple(stated_posts(f"u{n}", "u", _unit(given))) for n in range(given.ConsumeIntInRange(0, 8))]
    reading = read_stated([post for unit in units for post in unit])
    promises.is_accounted_for(reading)
    again = read_stated([post for unit in units[::-1] for post in unit])
    assert promises.in_one_order(again) == promises.in_one_order(reading), "the order decides"


def _unit(given: FuzzedDataProvider) -> Parsed:
    builder = Builder()
    for _ in range(given.ConsumeIntInRange(1, 2)):
        builder.begin()
        for _ in range(given.ConsumeIntInRange(0, 5)):
            builder.write(given.PickValueInList(list(SAYINGS)), given.PickValueInList(list(ROLES)),
                          depth=given.ConsumeIntInRange(1, 2), source=given.PickValueInList(list(IDS)))  # fmt: skip
        moment = NOON + timedelta(minutes=given.ConsumeIntInRange(-2, 3)) if given.ConsumeBool() else None
        parents = tuple(given.PickValueInList(list(IDS[:5])) for _ in range(given.ConsumeIntInRange(0, 3)))
        author, thread = given.PickValueInList(["", "Ada", "Bruno"]), given.PickValueInList(["", "t", "s"])
        builder.end(Statement(given.PickValueInList(list(IDS)), 0, 0, parents, thread, author, posted_at=moment))
    return builder.parsed()


def query(data: bytes) -> None:
    """Anything may be typed: it is understood or searched as text, and becomes SQL, which is not asked here."""
    given = FuzzedDataProvider(data)
    if given.ConsumeBool():
        count = given.ConsumeIntInRange(0, 24)
        text = "".join(given.PickValueInList(list(WORDS)) for _ in range(count))
    else:
        text = given.ConsumeUnicode(300)
    with patch.object(SQLCompiler, "execute_sql", _compiled):
        page = search_page(AnonymousUser(), text, now=NOON, page=1)
    assert page.total == 0
    for _, without in page.terms:
        assert isinstance(without, str)


def _compiled(compiler: SQLCompiler, *_args: object, **_more: object) -> list[object]:
    try:
        sql, _ = compiler.as_sql()
        assert sql.startswith("SELECT")
    except EmptyResultSet:
        pass
    return []


def sanitiser(data: bytes) -> None:
    """Whatever is written in a post, only our own elements, attributes and schemes come of it."""
    given = FuzzedDataProvider(data)
    words = given.ConsumeUnicodeNoSurrogates(3).split()
    spans = [(given.ConsumeIntInRange(0, 40), given.ConsumeIntInRange(0, 60)) for _ in range(4)]
    roles = [given.PickValueInList(list(ROLES)) for _ in range(6)]
    html = given.ConsumeUnicodeNoSurrogates(given.remaining_bytes())
    builder = Builder()
    builder.begin()
    write_html(builder, html, base="https://example.org/")
    builder.end(Statement("", 0, 0))
    for texts in (builder.lines, html.split("\n")):
        _are_lines_safe(texts, roles, spans)
    is_safe(linked_html(html).replace("\n", " "))
    is_safe(altered_html(html[::2], html))
    snippet = html.replace("bell", f"{FOUND}bell{FOUND_END}")
    if snippet.count(FOUND) == snippet.count(FOUND_END) == html.count("bell"):
        is_safe(str(highlighted(snippet)))
    is_safe(str(marked(folded(linked_html(html), "all"), words)))


def _are_lines_safe(texts: list[str], roles: list[str], spans: list[tuple[int, int]]) -> None:
    mention = Mention(7, texts[0][:40], 3)
    spans = sorted({(min(pair), max(pair)) for pair in spans})
    apart = [span for before, span in pairwise([(0, 0), *spans]) if span[0] >= before[1]]
    citations = [
        Citation(mention, kind, 2, "q7-2-0", texts[-1], tuple(apart), mention if kind == Kind.PARTIAL else None)
        for kind in (Kind.EXACT, Kind.PARTIAL, Kind.ALTERED)
    ]
    marks = tuple(QuotedMark(f"q7-1-{start}", start, end, ((mention, Kind.EXACT),)) for start, end in apart[:1])
    filled = [(n, text) for n, text in enumerate(texts, start=1) if text.strip()]
    lines = [
        Line(text, roles[n % 6], n % 2 == 0, citations[n % 3] if roles[n % 6] == "quote" and n % 4 else None, marks)
        for n, text in filled
    ]
    is_safe(render_lines(lines))
    is_safe(render_missing(texts, {n: marks for n, _ in filled}))
    runs = [
        LineRun(roles[n % 6], n, n, citations[n % 3] if roles[n % 6] == "quote" and n % 4 else None) for n, _ in filled
    ]
    html = render(texts, runs, {n: marks for n, _ in filled if n % 3 == 0})
    is_safe(html)
    for choice in ("none", "all", "proven"):
        is_safe(str(folded(html, choice)))
    shaped_lines(texts, [True] * len(texts))
    is_safe(inline_html(texts[0], [(start, end, "<ins>", "</ins>") for start, end in apart], is_code=True))


def addresses(data: bytes) -> None:
    """Text made into html keeps its tags when hosts are left out."""
    html = linked_html(data.decode("utf-8", "replace")).encode()
    is_safe(veiled(html).decode("utf-8", "replace").replace("\n", " "))
    veiled(data)


def dates(data: bytes) -> None:
    """A date is a credible moment, or none."""
    text = data.decode("utf-8", "surrogateescape")
    for moment in (
        date_of(text), arrived_at(text, text), read_date(text), read_date(text, day_first=True),
        read_date(text, day_first=False, zone=page_zone(text)),
    ):  # fmt: skip
        if moment is not None:
            promises.is_date_credible(moment)
    assert is_day_first(text.split("\n")) in (True, False, None)


def headers(data: bytes) -> None:
    """A mail of parts, charsets and encoded words drawn from the input is read, or refused in words."""
    given = FuzzedDataProvider(data)
    readable(given.ConsumeBytes(60), given.PickValueInList(["", "utf-8", "koi8-r", "utf-7", "nobody's"]))
    lines = [given.PickValueInList(list(seeds.HEADERS)) + given.ConsumeBytes(given.ConsumeIntInRange(0, 60))
             for _ in range(given.ConsumeIntInRange(1, 8))]  # fmt: skip
    body = b"".join(given.PickValueInList(list(seeds.PARTS)) + given.ConsumeBytes(given.ConsumeIntInRange(0, 60))
                    for _ in range(given.ConsumeIntInRange(0, 8)))  # fmt: skip
    raw = b"\n".join(lines) + b"\n\n" + body + given.ConsumeBytes(given.remaining_bytes())
    parsed = read_mail(raw, b"From ada@example.org Mon Mar  4 12:00:00 2019")
    if isinstance(parsed, Parsed):
        promises.is_parsed_sound(parsed)
    else:
        assert parsed


def slow_texts(data: bytes) -> None:
    """No expression is slow to a text of 100 KB that repeats a part of the input."""
    if len(data) < 3:
        return
    known = _expressions()
    expression = known[int.from_bytes(data[:2], "big") % len(known)]
    is_bytes = isinstance(expression.pattern.pattern, bytes)
    before, pump, after = [*data[2:].split(b"\xff", 2), b"", b""][:3]
    most = min(LENGTH, BOUNDED.get(expression.place, LENGTH))
    given = (before + pump * (most // max(len(pump), 1)))[:most] + after
    text = given if is_bytes else given.decode("utf-8", "replace")
    taken = min(seconds(expression, text) for _ in range(3)) if seconds(expression, text) > SECONDS_MOST else 0.0
    assert taken <= SECONDS_MOST, f"{expression.place} takes {taken:.2f} s"


@cache
def _expressions() -> list[Expression]:
    return expressions()


TARGETS = {
    "mail": Target(documents_of(*MAIL), chosen(*MAIL)),
    "headers": Target(headers, seeds.nothing),
    "json": Target(documents_of(*JSON), chosen(*JSON)),
    "pages": Target(documents_of(*PAGES), chosen(*PAGES)),
    "xml": Target(documents_of(*XML), chosen(*XML)),
    "plain": Target(plain, seeds.documents),
    "containers": Target(containers, seeds.packed),
    "reconstruction": Target(pages, seeds.texts),
    "stated": Target(stated, seeds.nothing),
    "query": Target(query, seeds.nothing),
    "sanitiser": Target(sanitiser, seeds.texts),
    "addresses": Target(addresses, seeds.texts),
    "dates": Target(dates, seeds.dates),
    "expressions": Target(slow_texts, seeds.pumps),
}
