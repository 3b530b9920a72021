"""One line of text -> escaped html with its links, and with marks around runs of characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

from threads.records import HERE, PICTURE

# Only what a browser may open without harm; anything else stays text. The colon stands first, because a sign that has no
# case is looked for ten times as fast as letters of either.
ADDRESS = re.compile(
    r":(?:(?<=(http):)//|(?<=(https):)//|(?<=(mailto):))[^\s<>\"\u201c\u201d\u00ab\u00bb`]+", re.IGNORECASE
)
TRAILING = ".,;:!?'\u2019\u2026"
CLOSING = {")": "(", "]": "[", "}": "{"}
LINK_RELATION = "nofollow ugc noopener noreferrer"
# Comparing costs the product of the lengths; longer passages are shown without what differs.
COMPARED_WORDS = 400

# Start, end, what opens and what closes it; in order and apart from each other.
Span = tuple[int, int, str, str]


def inline_html(text: str, spans: Sequence[Span] = (), *, skip: int = 0, is_code: bool = False) -> str:
    """Escape a line, put its spans around their characters, and make links of bare addresses."""
    plain = escape if is_code else linked_html
    if not spans:
        return plain(text[skip:] if skip else text)
    parts: list[str] = []
    done = skip
    for start, end, opening, closing in spans:
        first, last = max(start, done), min(end, len(text))
        if first >= last:
            continue
        parts += [plain(text[done:first]), opening, plain(text[first:last]), closing]
        done = last
    parts.append(plain(text[done:]))
    return "".join(parts)


def linked_html(text: str) -> str:
    """Escape text and make links of the http, https and mailto addresses in it, and of what stands for pictures."""
    if "[picture" not in text:
        return _linked(text)
    parts: list[str] = []
    done = 0
    for match in PICTURE.finditer(text):
        parts += [_linked(text[done : match.start()]), _picture_html(match)]
        done = match.end()
    return "".join([*parts, _linked(text[done:])])


def _picture_html(match: re.Match[str]) -> str:
    """What stands for a picture, a link to where it is; nothing is ever loaded from there. See pictured.py for what is here."""
    address, words = match["address"], escape(match[0].partition("]")[0] + "]")
    if not address:
        return f'<span class="picture">{words}</span>'
    if address.startswith(HERE):
        return f'<span class="picture" data-place="{escape(address)}">{words}</span>'
    return f'<a class="picture" href="{escape(address)}" rel="{LINK_RELATION}">{words}</a>'


def _linked(text: str) -> str:
    if "://" not in text and "mailto:" not in text.lower():
        return escape(text)
    parts: list[str] = []
    done = 0
    for match in ADDRESS.finditer(text):
        start = match.start(match.lastindex)  # type: ignore[arg-type]
        address = trimmed(text[start : match.end()])
        parts.append(escape(text[done:start]))
        if address.partition(":")[2].strip("/"):
            parts.append(f'<a href="{escape(address)}" rel="{LINK_RELATION}">{escape(address)}</a>')
        else:
            parts.append(escape(address))
        done = start + len(address)
    parts.append(escape(text[done:]))
    return "".join(parts)


def trimmed(address: str) -> str:
    """An address without the punctuation of the sentence around it; brackets that it opens stay."""
    end = len(address)
    surplus = {closing: address.count(closing) - address.count(opening) for closing, opening in CLOSING.items()}
    while end:
        last = address[end - 1]
        if last in TRAILING:
            end -= 1
        elif surplus.get(last, 0) > 0:
            surplus[last] -= 1
            end -= 1
        else:
            break
    return address[:end]


def altered_html(source: str, text: str) -> str:
    """A quote with what it leaves out of its source struck through, and what it adds marked."""
    before, after = re.findall(r"\S+\s*", source), re.findall(r"\S+\s*", text)
    if len(before) > COMPARED_WORDS or len(after) > COMPARED_WORDS:
        return inline_html(text)
    matcher = SequenceMatcher(None, [_bare(word) for word in before], [_bare(word) for word in after], autojunk=False)
    parts: list[str] = []
    for operation, i, j, k, m in matcher.get_opcodes():
        if operation == "equal":
            parts.append(linked_html("".join(after[k:m])))
            continue
        if i < j:
            parts.append(f"<del>{escape(''.join(before[i:j]).rstrip())}</del> ")
        if k < m:
            parts.append(f"<ins>{linked_html(''.join(after[k:m]).rstrip())}</ins> ")
    return "".join(parts).rstrip()


def _bare(word: str) -> str:
    """A word as it is compared: without case and the typography around it."""
    return re.sub(r"[^\w]+", "", word.casefold()) or word.strip()
