"""A page's microdata and JSON-LD -> items: things with a type, and what is said of them.

<div itemscope itemtype="https://schema.org/Comment"><span itemprop="author">Ada</span></div>
{"@type": "Comment", "author": {"@type": "Person", "name": "Ada"}}
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from threads.readers.web.page import Element, WebPage

SCHEMAS = ("http://schema.org/", "https://schema.org/", "http://www.schema.org/", "https://www.schema.org/", "schema:")
ADDRESSES = {"a": "href", "link": "href", "area": "href", "img": "src", "iframe": "src", "embed": "src", "video": "src"}
# More values of one item are no page's; nor are more items.
ITEM_LIMIT = 50_000


@dataclass(slots=True)
class Value:
    """What is said of an item: words, or another item. Microdata has them in an element of the page."""

    words: str = ""
    item: Item | None = None
    element: Element | None = None
    page: WebPage | None = None

    @property
    def text(self) -> str:
        """The words, read when they are asked for: elements may lie in one another."""
        return _words(self.page, self.element) if self.page and self.element and not self.item else self.words


@dataclass(slots=True)
class Item:
    """A thing: its types without the schema's address, its own address, what is said of it."""

    types: frozenset[str]
    id: str = ""
    said: dict[str, list[Value]] = field(default_factory=dict)
    element: Element | None = None
    owner: Item | None = None
    role: str = ""

    def first(self, *names: str) -> Value | None:
        """The first thing said under the first name that has any."""
        return next((values[0] for name in names if (values := self.said.get(name))), None)

    def text(self, *names: str) -> str:
        """The words said under the first name that has any."""
        return next((value.text for name in names for value in self.said.get(name, ()) if value.text), "")


def microdata(page: WebPage) -> list[Item]:
    """The items that elements are marked as, in order."""
    items: list[Item] = []
    by_element: dict[int, Item] = {}
    owners: list[Item | None] = []
    for element in page.elements:
        inner = owners[element.parent] if element.parent >= 0 else None
        attributes = element.attributes
        item = None
        if "itemscope" in attributes and len(items) < ITEM_LIMIT:
            item = Item(types_of(attributes.get("itemtype", "")), attributes.get("itemid", ""), element=element)
            items.append(item)
            by_element[element.number] = item
        if inner and (names := attributes.get("itemprop", "").split()):
            _say(page, inner, names, element, item)
        owners.append(item or inner)
    return items


def _say(page: WebPage, owner: Item, names: list[str], element: Element, item: Item | None) -> None:
    """Add what an element says of the item it lies in."""
    if item:
        item.owner, item.role = owner, names[0]
        value = Value("", item, element)
    else:
        value = Value("", None, element, page)
    for name in names:
        owner.said.setdefault(name, []).append(value)


def _words(page: WebPage, element: Element) -> str:
    """The value of an element, as microdata defines it."""
    attributes = element.attributes
    if "content" in attributes:
        return attributes["content"]
    if element.name == "time" and "datetime" in attributes:
        return attributes["datetime"]
    if element.name in ADDRESSES:
        return attributes.get(ADDRESSES[element.name], "")
    if element.name in ("data", "meter"):
        return attributes.get("value", "")
    return page.text_of(element)


def json_ld(page: WebPage) -> list[Item]:
    """The items in a page's scripts of data, those that contain others before them."""
    found: list[Item] = []
    for source in page.data:
        try:
            data = json.loads(source.strip().removeprefix("<!--").removesuffix("-->").strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        found += _items(data, ITEM_LIMIT - len(found))
    by_id = {item.id: item for item in found if item.id and item.types}
    for item in found:
        for values in item.said.values():
            for value in values:
                if value.item and not value.item.types and value.item.id in by_id:
                    value.item = by_id[value.item.id]
    return [item for item in found if item.types]


def _items(data: Any, limit: int) -> Iterator[Item]:
    """Every item in a value of JSON; each is met before those that it contains, without recursion."""
    waiting: list[tuple[Any, Item | None, str]] = [(data, None, "")]
    count = 0
    while waiting and count < limit:
        value, owner, name = waiting.pop()
        if isinstance(value, list):
            waiting += [(one, owner, name) for one in reversed(value)]
        elif isinstance(value, dict):
            count += 1
            item = Item(types_of(value.get("@type", "")), _text(value.get("@id")), owner=owner, role=name)
            if owner and "@value" in value:
                owner.said.setdefault(name, []).append(Value(_text(value["@value"])))
                continue
            if owner and name != "@graph":
                owner.said.setdefault(name, []).append(Value("", item))
            else:
                item.owner = None
            yield item
            inner = [(one, item, str(key)) for key, one in value.items() if key not in ("@type", "@id", "@context")]
            waiting += reversed(inner)
        elif owner and (text := _text(value)):
            owner.said.setdefault(name, []).append(Value(text))


def _text(value: Any) -> str:
    """A simple value of JSON as text."""
    return value if isinstance(value, str) else str(value) if type(value) in (int, float) else ""


def types_of(source: Any) -> frozenset[str]:
    """The names of types, without the address of the schema."""
    names = source.split() if isinstance(source, str) else source if isinstance(source, list) else []
    types = set()
    for name in names:
        if isinstance(name, str):
            for schema in SCHEMAS:
                name = name.removeprefix(schema)  # noqa: PLW2901
            types.add(name)
    return frozenset(types)
