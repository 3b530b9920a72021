"""Pages of six posts under heads, and what the report says of them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from threads.reconstruct import reconstruct
from threads.reconstruct.report import report
from threads.records import TextRecord

WRITERS = ("Ada", "Bruno", "Chen", "Ada", "Dalia", "Bruno")
SAID = (
    "The lantern on the jetty has gone out again, and nobody knows who keeps the key.",
    "I keep it behind the door of the boat house, to the left of the oars.",
    "Somebody has oiled the hinges as well, which was long overdue after that winter.",
    "The wick ought to be trimmed once a week, or else the glass turns black by Sunday.",
    "My father used to fill the lamp with oil that he pressed from the nuts himself.",
    "There is a spare glass in the loft, wrapped in a sail beside the broken tiller.",
)


def page_of(heads: Iterable[str], *, above: str = "", below: str = "", foot: str = "") -> str:
    """Six posts, each under its head and over the foot."""
    posts = "".join(f"{head}\n{said}\n{foot}\n" for head, said in zip(heads, SAID, strict=True))
    return f"{above}\n{posts}{below}\n"


def read(text: str) -> dict:
    content = text.encode()
    record = TextRecord("page.txt", sha256(content).hexdigest(), 0, content, text, "utf-8")
    [document] = report(reconstruct([record]), [("page.txt", record.document)])["documents"]
    return document


def authors(document: dict) -> list[str | None]:
    return [post["author"] for post in document["posts"]]


def body_of(document: dict, text: str) -> list[str]:
    lines = text.split("\n")
    return [lines[line["line"] - 1] for line in document["lines"] if line["role"] == "body"]


def edges(document: dict) -> dict[str, tuple[str, str]]:
    return {edge["child"][-1]: (edge["parent"][-1], edge["origin"]) for edge in document["edges"] if edge["primary"]}
