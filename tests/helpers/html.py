"""A fragment of HTML -> what a reader makes of it."""

from threads.readers.building import Builder
from threads.readers.html_lines import Look, write_html
from threads.readers.html_tokens import Attributes
from threads.records import Mark, Parsed, Statement


def written(html: str, **options: object) -> Parsed:
    builder = Builder()
    builder.begin()
    write_html(builder, html, **options)
    builder.end(Statement("1", 0, 0))
    return builder.parsed()


def lines(html: str, **options: object) -> list[str]:
    return written(html, **options).text.split("\n")


def marks(html: str, **options: object) -> tuple[Mark, ...]:
    return written(html, **options).posts[0].marks


def look(name: str, attributes: Attributes) -> Look | None:
    return {
        "cited": Look(source="9"),
        "who": Look(role="attribution"),
        "bar": Look(is_dropped=True, words="[poll]"),
        "reply": Look(role="quote", source="8"),
        "foot": Look(role="signature"),
    }.get(attributes.get("class", ""))
