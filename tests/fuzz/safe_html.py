"""Html that we wrote -> nothing, or an AssertionError: only the elements, attributes and schemes that are allowed.

Stricter than a browser, so that no browser has to be asked: each "<" begins a tag written exactly as we write them.
"""

from __future__ import annotations

import re
from html import unescape

VOID = frozenset({"br"})
# Element -> its attributes. What else a page has stands in templates and in templatetags/post_html.py.
ALLOWED = {
    "a": {"href", "rel", "hx-get", "hx-target", "hx-swap", "hx-trigger"},
    "aside": {"class"},
    "b": set(),
    "blockquote": {"cite"},
    "br": {"class"},
    "code": set(),
    "del": set(),
    "details": {"class", "open"},
    "div": {"class"},
    "ins": set(),
    "li": {"value", "dir"},
    "mark": set(),
    "ol": set(),
    "p": {"class", "dir"},
    "pre": set(),
    "q": {"dir"},
    "span": {"class", "id", "data-place"},
    "summary": set(),
    "ul": set(),
}  # fmt: skip
TAG = re.compile(r'<(?:/([a-z]+)|([a-z]+)((?: [a-z-]+(?:="[^"<>]*")?)*))>')
ATTRIBUTE = re.compile(r' ([a-z-]+)(?:="([^"]*)")?')
REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|#x27);")
OUTWARD = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)
INWARD = re.compile(r"/p/\d+/(?:source/)?(?:\?[\w=&-]*)?(?:#[\w-]+)?")


def is_safe(html: str) -> None:
    """Each tag is one of ours, closed in order; each reference is one that escaping writes; each address may be opened."""
    open_elements: list[str] = []
    done = 0
    for found in TAG.finditer(html):
        _is_text(html[done : found.start()])
        done = found.end()
        if found[1]:
            assert open_elements[-1:] == [found[1]], f"</{found[1]}> closes something else"
            open_elements.pop()
            continue
        assert found[2] in ALLOWED, f"<{found[2]}>"
        if found[2] not in VOID:
            open_elements.append(found[2])
        _are_attributes_allowed(found[2], found[3])
    _is_text(html[done:])
    assert not open_elements, f"never closed: {open_elements}"


def _is_text(text: str) -> None:
    assert not set('<>"') & set(text), f"not escaped: {text!r}"
    assert "&" not in REFERENCE.sub("", text), f"not escaped: {text!r}"


def _are_attributes_allowed(element: str, source: str) -> None:
    for name, value in ATTRIBUTE.findall(source):
        assert name in ALLOWED[element], f"<{element} {name}>"
        assert "&" not in REFERENCE.sub("", value), f"not escaped: {value!r}"
        if name in ("href", "hx-get", "cite"):
            address = unescape(value)
            assert INWARD.fullmatch(address) or OUTWARD.fullmatch(address), (
                f"an address that may not be opened: {address!r}"
            )
            assert INWARD.fullmatch(address) or "nofollow" in source, "a link outward without its relation"
