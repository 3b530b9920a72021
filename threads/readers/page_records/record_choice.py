"""The groups of a page -> those that may be its posts, the likeliest first.

The group wins whose records state names and dates most often, and hold most prose; but halves of the page that hold the
posts are none themselves. A page may show a single post.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from threads.readers.page_records.dom import Node, PageTree
from threads.readers.page_records.hints import (
    BODY,
    CHROME,
    NO_BODY,
    NO_POST,
    POST,
    POST_ID,
    is_named,
    is_signature,
    parts,
    says,
)
from threads.readers.page_records.record_groups import (
    RecordSpan,
    Sight,
    groups_of,
    is_nested,
    joined,
    nested_spans,
    spans_of,
)
from threads.readers.page_records.slot_authors import introduced_name

# So many kinds of records are tried, and so few elements may be the halves of a page.
MOST_RANKED, MOST_FRAMES = 6, 3
LEAST_OF_FRAME = 0.15
NEARLY_ALL = 0.9
# So many records tell what others of their kind are; so many times as many are more. Each names no more people.
FEWEST_FULL, MORE, MOST_NAMED = 3, 1.3, 14
# The only post of a page has so many characters at least.
LEAST_WORDS = 20
# Its first texts may say in one line who wrote it, and when.
MOST_ABOVE = 4
# Words that call posts and their bodies alike.
WORDS_OF = frozenset(("post", "message", "comment", "reply"))
# Of so many elements in it it is asked whether they are its body.
MOST_INNER = 300


def share_with(numbers: list[int], spans: list[RecordSpan], most: int) -> float:
    """In what share of records some of the numbers lie, and not too many."""
    found = 0
    for span in spans:
        count = bisect_right(numbers, span.last) - bisect_left(numbers, span.first)
        found += 1 if 0 < count <= most else 0
    return found / len(spans)


def worth(sight: Sight, spans: list[RecordSpan]) -> float:
    """How likely it is that these are the posts of a page."""
    nodes = sight.page.nodes
    roots = [nodes[span.first] for span in spans]
    said = sum(_said_in(sight, span) for span in spans)
    dated = max(share_with(sight.dates, spans, 8), share_with(sight.moments, spans, 8))
    named = share_with(sight.names, spans, 14)
    chrome = sum(
        1 for root in roots if any(parts(name) & CHROME for name in root.classes) or root.tag in ("nav", "footer")
    )
    hinted = sum(
        1 for span in spans if any(POST_ID.match(nodes[n].id) for n in (span.first, span.member) if nodes[n].id)
    )
    score = said * (0.15 + dated) * (0.3 + named) * (1.3 if hinted * 2 > len(spans) else 1.0)
    score *= 1 - 0.9 * chrome / len(spans)
    return float(score * min(1.0, 0.4 + 0.2 * len(spans)) * len(spans) ** 0.15)


def _said_in(sight: Sight, span: RecordSpan) -> float:
    """How much is said in a record; what consists of links says little."""
    nodes = sight.page.nodes
    prose = linked = 0
    number = span.first
    if nodes[number].last > span.last:
        for leaf in sight.leaves_in(span.first, span.last):
            is_linked = nodes[leaf.owner].is_linked
            prose, linked = prose + (not is_linked) * len(leaf.text), linked + is_linked * len(leaf.text)
        return prose * prose / max(1, prose + linked)
    while number <= span.last:
        prose += nodes[number].prose
        linked += nodes[number].linked
        number = nodes[number].last + 1
    return prose * prose / max(1, prose + linked)


def ranked_records(sight: Sight) -> Iterator[list[RecordSpan]]:
    """What may be the records of a page, the likeliest first: none where nothing repeats."""
    found: list[tuple[float, list[RecordSpan]]] = []
    seen: set[tuple[tuple[int, int], ...]] = set()
    for _, members in groups_of(sight.page):
        has_answers_in_it = is_nested(sight.page, members)
        plain = nested_spans(sight.page, members) if has_answers_in_it else spans_of(sight.page, members)
        choices = [plain]
        if not has_answers_in_it and min(share_with(sight.moments, plain, 8), share_with(sight.names, plain, 14)) < 0.6:
            choices += [runs for is_head in (True, False) if (runs := joined(sight.page, plain, is_head=is_head))]
        for spans in choices:
            key = tuple((span.first, span.last) for span in spans)
            if key not in seen:
                seen.add(key)
                found.append((worth(sight, spans), spans))
    found.sort(key=lambda one: -one[0])
    sight.choices = [spans for _, spans in found]
    for at, (one_worth, spans) in enumerate(found[:MOST_RANKED]):
        inner = [other for other_worth, other in found[at + 1 :] if other_worth > LEAST_OF_FRAME * one_worth]
        if not is_frame(sight, spans, inner):
            yield spans


def wider_choice(sight: Sight, spans: list[RecordSpan]) -> list[RecordSpan] | None:
    """Records that hold others one each, and more of their kind: a page may fold most of its comments, and say less of these.

    <li class="comment full">...</li> <li class="comment oneline">...</li>
    """
    for wider in sight.choices if len(spans) >= FEWEST_FULL else ():
        if len(wider) < MORE * len(spans) or not are_called_posts(sight.page, wider):
            continue
        firsts = [span.first for span in wider]
        holding = [bisect_right(firsts, span.member) - 1 for span in spans]
        is_one_each = len(set(holding)) == len(holding) and holding[0] >= 0
        if (
            is_one_each
            and all(span.member <= wider[at].last for at, span in zip(holding, spans, strict=True))
            and share_with(sight.names, wider, MOST_NAMED) > NEARLY_ALL
        ):
            return wider
    return None


def is_frame(sight: Sight, spans: list[RecordSpan], others: list[list[RecordSpan]]) -> bool:
    """Whether a few elements that nobody calls posts are the page's halves: one of them holds all records of others.

    <main> <article>...</article> <ol> <li class="comment">...</li> <li class="comment">...</li> </ol> </main> <aside>...</aside>
    """
    if len(spans) > MOST_FRAMES or are_called_posts(sight.page, spans):
        return False
    return any(
        len(other) >= len(spans)
        and any(span.first <= other[0].first and other[-1].last <= span.last for span in spans)
        and is_marked(sight, other)
        for other in others
    )


def is_marked(sight: Sight, spans: list[RecordSpan]) -> bool:
    """Whether names and dates stand in nearly all records."""
    dated = max(share_with(sight.dates, spans, 8), share_with(sight.moments, spans, 8))
    return min(dated, share_with(sight.names, spans, 14)) > NEARLY_ALL


def are_called_posts(page: PageTree, spans: list[RecordSpan]) -> bool:
    """Whether most records are numbered or called as posts are, or hold what is called the words of one."""
    called = 0
    for span in spans:
        pair = (page.nodes[span.first], page.nodes[span.member])
        called += any(POST_ID.match(node.id) or is_named(node.classes, POST, NO_POST) for node in pair) or any(
            node.parent == span.first and any(_is_words_of_post(name) for name in node.classes)
            for node in page.nodes[span.first + 1 : min(span.last, span.first + MOST_INNER) + 1]
        )
    return called * 2 > len(spans)


def _is_words_of_post(name: str) -> bool:
    """Whether a class is called "post-body", "commentText" and the like."""
    words = parts(name)
    return bool(words & (POST - BODY) or words & WORDS_OF) and bool(words & (BODY - POST)) and not words & NO_BODY


def lone_record(sight: Sight) -> list[RecordSpan]:
    """The only post of a page: the smallest element called so in which a name, a date and words stand.

    One that holds an element called a body goes before smaller ones that hold none.
    """
    best: Node | None = None
    has_best_body = False
    for node in sight.page.nodes:
        if not _may_be_lone(sight, node):
            continue
        has_body = any(
            inner.prose and is_named(says(inner), BODY - POST, NO_BODY) and not is_signature(inner)
            for inner in sight.page.nodes[node.number + 1 : min(node.last, node.number + MOST_INNER) + 1]
        )
        if best is None or (node.number <= best.last and has_body >= has_best_body):
            best, has_best_body = node, has_body
    return [RecordSpan(best.number, best.last, best.number)] if best is not None else []


def _may_be_lone(sight: Sight, node: Node) -> bool:
    """Whether an element is called a post, and a name, a date and words stand in it."""
    if node.is_unread or node.is_linked or node.prose < LEAST_WORDS or node.tag in ("body", "html", "a", "form"):
        return False
    is_numbered = bool(node.id) and POST_ID.match(node.id) is not None
    if not is_numbered and not is_named(node.classes, POST, NO_POST) and "itemtype" not in node.attributes:
        return False
    span = [RecordSpan(node.number, node.last, node.number)]
    is_dated = share_with(sight.dates, span, 20) or share_with(sight.moments, span, 20)
    is_named_in = share_with(sight.names, span, 20) or any(
        introduced_name(leaf.text) for leaf in sight.leaves_in(node.number, node.last)[:MOST_ABOVE]
    )
    return bool(is_dated and is_named_in)
