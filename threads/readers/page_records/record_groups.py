"""A page -> its records: runs of elements that repeat, each with the words of one post and what stands around them.

Elements that share a class, the shape of an id or their place in the tree are a group. Of each group that holds much of
the page's prose, the widest elements that hold no other member are its records:

    <li class="post"> <a>Ada</a> 3 May <div class="text">...</div> </li>        the record of div.text is li.post
    <tr> <td>Ada</td> </tr> <tr> <td>...</td> </tr>                             two rows each: siblings are joined
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from threads.readers.page_records.citations import label_above
from threads.readers.page_records.dom import Leaf, Node, PageTree
from threads.readers.page_records.hints import (
    AUTHOR,
    DATE,
    DIGITS,
    EDITED,
    NO_AUTHOR,
    NO_DATE,
    NO_POST,
    POST,
    PROFILE_LINK,
    WRITTEN_BY,
    is_named,
    is_quote,
    is_signature,
    says,
)
from threads.readers.page_records.page_moments import is_moment

MOST_GROUPS = 60
# How old pages tell the rows and cells of a table apart.
CELLS = frozenset(("table", "tr", "td"))
LOOKS = ("colspan", "bgcolor", "width", "valign")
# What a group must hold of the prose of its page to be looked at.
LEAST_SHARE = 0.1
# One whose elements are called posts, or numbered as such, may stand on a page that says much else.
CALLED_SHARE = 0.2
LONGEST_NAME = 60
# What says who wrote has so few elements; so many texts behind "edited" say who did it, and when.
MOST_SIGNED, BEHIND_EDITED = 60, 3


@dataclass(slots=True)
class RecordSpan:
    """A record: the first and last of its elements in the page's order, and the member of the group it was found by."""

    first: int
    last: int
    member: int


@dataclass(slots=True)
class Sight:
    """What is known of a page before its records are: where quotes and signatures are, what may be names and dates."""

    page: PageTree
    dates: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    moments: list[int] = field(default_factory=list)
    foreign: set[int] = field(default_factory=set)
    signed: set[int] = field(default_factory=set)
    edited: set[int] = field(default_factory=set)  # elements that say who edited a post, and when
    afters: list[int] = field(default_factory=list)
    linked: list[bool] = field(default_factory=list)
    choices: list[list[RecordSpan]] = field(
        default_factory=list
    )  # what may be its records, as far as that was looked at

    def leaves_in(self, first: int, last: int) -> list[Leaf]:
        """The texts in a run of elements."""
        leaves = self.page.leaves[bisect_left(self.afters, first) : bisect_right(self.afters, last)]
        return [leaf for leaf in leaves if leaf.owner >= first]


def sight_of(page: PageTree) -> Sight:
    """Look once at every element for what its name, its text or its address says."""
    sight = Sight(page)
    sight.afters = [leaf.after for leaf in page.leaves]
    quoted_to = signed_to = -1
    for node in page.nodes:
        number = node.number
        if number > quoted_to and (is_quote(node) or (node.tag == "table" and label_above(node) is not None)):
            quoted_to = node.last
        if number > signed_to and is_signature(node) and not _says_who(page, node):
            signed_to = node.last
        if number <= signed_to:
            sight.signed.add(number)
        if number <= quoted_to:
            sight.foreign.add(number)
            continue
        if number <= signed_to or node.is_unread:
            continue
        if is_date_element(node):
            sight.dates.append(number)
        if is_name_element(node):
            sight.names.append(number)
    sight.edited = set(_edited(page))
    sight.names = sorted({*sight.names, *_introduced(sight)})
    sight.moments = [leaf.after for leaf in page.leaves if leaf.owner not in sight.foreign and is_moment(leaf.text)]
    return sight


def _introduced(sight: Sight) -> Iterator[int]:
    """The elements that hold a short text behind a word that introduces a name: "by", "Author:"."""
    for before, leaf in pairwise(sight.page.leaves):
        if (
            len(before.text) <= LONGEST_NAME
            and len(leaf.text) <= LONGEST_NAME
            and before.text.casefold().strip(" :|\u2022\u00b7-") in WRITTEN_BY
            and leaf.owner not in sight.foreign
        ):
            yield leaf.owner


def _says_who(page: PageTree, node: Node) -> bool:
    """Whether an element that is called a signature holds a date and a person: it says who wrote, as on sites of questions."""
    near = page.nodes[node.number + 1 : min(node.last, node.number + MOST_SIGNED) + 1]
    is_dated = any(is_date_element(inner) for inner in near)
    return is_dated and any(
        inner.tag == "a" and PROFILE_LINK.search(inner.attributes.get("href", "")[:300]) for inner in near
    )


def _edited(page: PageTree) -> Iterator[int]:
    """The elements behind words such as "edited" and "last edited by": a moment and a name."""
    for at, leaf in enumerate(page.leaves):
        if len(leaf.text) > LONGEST_NAME or not opens_edited(leaf.text):
            continue
        names = moments = 0
        for other in page.leaves[at : at + BEHIND_EDITED]:
            is_time = is_moment(other.text)
            if (is_time and moments) or (not is_time and other is not leaf and names):
                break
            moments, names = moments + is_time, names + (not is_time and other is not leaf)
            yield other.owner


def opens_edited(text: str) -> bool:
    """Whether a text begins with a word that says that something was edited."""
    low = text.casefold().lstrip(" ([*")
    return any(low.startswith(word) and not low[len(word) : len(word) + 1].isalpha() for word in EDITED)


def is_date_element(node: Node) -> bool:
    """Whether an element says by its name that it is a date."""
    if node.tag == "time" or "datetime" in node.attributes:
        return True
    if node.tag == "meta":
        return node.attributes.get("itemprop") in ("datePublished", "dateCreated", "commentTime", "uploadDate")
    return is_named(says(node), DATE, NO_DATE) and 0 < node.prose + node.linked < 120


def is_name_element(node: Node) -> bool:
    """Whether an element says by its name, or by where it leads, that it is whoever wrote."""
    if node.tag == "meta":
        return node.attributes.get("itemprop") == "name"
    length = node.prose + node.linked
    if not 0 < length <= LONGEST_NAME:
        return False
    if node.attributes.get("rel") == "author" or "name" in node.classes or is_named(says(node), AUTHOR, NO_AUTHOR):
        return True
    return node.tag == "a" and PROFILE_LINK.search(node.attributes.get("href", "")[:300]) is not None


def groups_of(page: PageTree) -> Iterator[tuple[str, list[int]]]:
    """Elements that are alike in one way, for each such way: those that hold most prose first."""
    members: defaultdict[str, list[int]] = defaultdict(list)
    for node in page.nodes:
        if node.is_linked or node.is_unread or not (node.prose or node.last > node.number):
            continue
        # A post may hold a picture alone.
        for key in keys_of(node):
            if node.prose or key[0] != "/":
                members[key].append(node.number)
    least = LEAST_SHARE * sum(len(leaf.text) for leaf in page.leaves)
    ranked = []
    for key, numbers in members.items():
        inner = [
            number
            for at, number in enumerate(numbers)
            if at + 1 == len(numbers) or page.nodes[number].last < numbers[at + 1]
        ]
        prose = sum(page.nodes[number].prose for number in inner)
        if len(inner) > 1 and prose >= least * (CALLED_SHARE if _is_called(key) else 1):
            ranked.append((prose, key, inner))
        if len(inner) < len(numbers) and key[0] != "/":
            # Answers lie in what they answer.
            outer = [number for at, number in enumerate(numbers) if not at or page.nodes[numbers[at - 1]].last < number]
            ranked.append((sum(page.nodes[number].prose for number in outer), f"{key} nested", numbers))
    ranked.sort(key=lambda group: (-group[0], group[1]))
    for _, key, found in ranked[:MOST_GROUPS]:
        yield key, found


def _is_called(key: str) -> bool:
    return key[0] != "/" and is_named((key.rpartition(".")[2] if "." in key else key.partition("#")[2],), POST, NO_POST)


def keys_of(node: Node) -> tuple[str, ...]:
    """In what ways an element may be one of several."""
    if not node.keys:
        keys = [f"{node.tag}.{name}" for name in node.classes[:8] if not DIGITS.search(name)]
        if node.id and DIGITS.search(node.id):
            keys.append(f"{node.tag}#{DIGITS.sub('#', node.id)}")
        for key in ("itemprop", "itemtype", "data-role"):
            if name := node.attributes.get(key):
                keys.append(f"{node.tag}@{name}")
                break
        if node.tag in CELLS and not node.classes:
            keys += [f"{node.tag}[{name}={node.attributes[name][:20]}]" for name in LOOKS if name in node.attributes]
        node.keys = (*keys, f"/{node.path}")
    return node.keys


def spans_of(page: PageTree, members: list[int]) -> list[RecordSpan]:
    """The widest elements that hold one member each."""
    spans = []
    for at, number in enumerate(members):
        before = members[at - 1] if at else -1
        after = members[at + 1] if at + 1 < len(members) else len(page.nodes)
        root = page.nodes[number]
        while root.parent >= 0:
            outer = page.nodes[root.parent]
            if outer.number <= before or outer.last >= after:
                break
            root = outer
        spans.append(RecordSpan(root.number, root.last, number))
    return _level(page, spans)


def nested_spans(page: PageTree, members: list[int]) -> list[RecordSpan]:
    """Elements that lie in one another: the record of each ends where the first one in it begins."""
    ends = [*(number - 1 for number in members[1:]), len(page.nodes)]
    return [
        RecordSpan(number, min(page.nodes[number].last, end), number) for number, end in zip(members, ends, strict=True)
    ]


def is_nested(page: PageTree, members: list[int]) -> bool:
    """Whether one of some elements lies in another."""
    return any(page.nodes[one].last >= other for one, other in pairwise(members))


def _level(page: PageTree, spans: list[RecordSpan]) -> list[RecordSpan]:
    """Narrow a record that reaches further than the others: the one that stands apart from a list of answers."""
    if len(spans) < 3:
        return spans
    kinds = Counter((page.nodes[span.first].path, page.nodes[span.first].tag) for span in spans)
    (path, _), count = kinds.most_common(1)[0]
    if count == len(spans) or count * 2 < len(spans):
        return spans
    names = Counter(
        name for span in spans if page.nodes[span.first].path == path for name in page.nodes[span.first].classes
    )
    common = {name for name, times in names.items() if times * 2 > count}
    level = []
    for span in spans:
        root = page.nodes[span.first]
        if root.path != path:
            chain = [page.nodes[span.member], *page.above(page.nodes[span.member])]
            chain = [node for node in chain if node.number >= span.first]
            like = next((node for node in chain if common & set(node.classes)), None)
            like = like or next((node for node in chain if node.path == path), None)
            if like is not None:
                span = RecordSpan(like.number, like.last, span.member)  # noqa: PLW2901
        level.append(span)
    return level


def joined(page: PageTree, spans: list[RecordSpan], *, is_head: bool) -> list[RecordSpan] | None:
    """Records of several siblings: what stands between two belongs to the later one (a head) or to the earlier one."""
    parents = {page.nodes[span.first].parent for span in spans}
    if len(parents) != 1 or len(spans) < 2:
        return None
    outer = page.nodes[parents.pop()] if -1 not in parents else None
    if outer is None:
        return None
    gaps = [after.first - before.last - 1 for before, after in pairwise(spans)]
    if not any(gaps):
        return None
    if is_head:
        typical = _siblings(page, spans[0].last + 1, spans[1].first - 1)
        first = _back(page, spans[0].first, typical, outer.number)
        starts = [first, *(span.last + 1 for span in spans[:-1])]
        return [RecordSpan(start, span.last, span.member) for start, span in zip(starts, spans, strict=True)]
    typical = _siblings(page, spans[-2].last + 1, spans[-1].first - 1)
    last = _ahead(page, spans[-1].last, typical, outer.last)
    ends = [*(span.first - 1 for span in spans[1:]), last]
    return [RecordSpan(span.first, end, span.member) for end, span in zip(ends, spans, strict=True)]


def _siblings(page: PageTree, first: int, last: int) -> int:
    count = 0
    while first <= last:
        count += 1
        first = page.nodes[first].last + 1
    return count


def _back(page: PageTree, number: int, count: int, outer: int) -> int:
    for _ in range(count):
        before = number - 1
        if before <= outer:
            break
        while page.nodes[before].parent != outer:
            before = page.nodes[before].parent
        number = before
    return number


def _ahead(page: PageTree, last: int, count: int, end: int) -> int:
    for _ in range(count):
        if last >= end:
            break
        last = page.nodes[last + 1].last
    return last
