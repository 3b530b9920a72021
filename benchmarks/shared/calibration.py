"""Reports and the truth -> how often what is said with a confidence is true, in bins of that confidence.

A page of copies has no boundaries of its own to judge, and an edge read from the order of posts claims nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

# The upper ends of the bins; the last ones are narrow, because most of what is said is said with much confidence.
BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
Judged = tuple[float, bool]
Reports = Sequence[tuple[dict[str, Any], dict[str, dict[str, Any]]]]


def reliability(reports: Reports) -> dict[str, list[dict[str, Any]]]:
    """The bins of boundaries, quotes, unsourced quotes and edges."""
    pages = [
        (document, gold[Path(document["path"]).name])
        for report, gold in reports
        for document in report["documents"]
        if Path(document["path"]).name in gold
    ]
    judges = {"boundaries": boundaries, "quotes": quotes, "unsourced quotes": unsourced, "edges": edges}
    return {name: binned([case for page in pages for case in judge(*page)]) for name, judge in judges.items()}


def binned(cases: Sequence[Judged]) -> list[dict[str, Any]]:
    rows = []
    for low, high in zip((0.0, *BINS), BINS, strict=False):
        members = [case for case in cases if low < case[0] <= high]
        if members:
            mean = sum(confidence for confidence, _ in members) / len(members)
            true = sum(is_true for _, is_true in members) / len(members)
            rows.append(
                {"from": low, "to": high, "cases": len(members), "said": round(mean, 3), "true": round(true, 3)}
            )
    return rows


def boundaries(document: dict[str, Any], gold: dict[str, Any]) -> Iterator[Judged]:
    """Each post but the page's first, and whether a post begins there."""
    starts = {first for first, _ in gold["posts"]}
    if has_copies(gold):
        return
    for post in document["posts"][1:]:
        if post["first_line"] not in gold["ambiguous"] and post["first_line"] <= gold["posts"][-1][1]:
            yield post["confidence"], post["first_line"] in starts


def quotes(document: dict[str, Any], gold: dict[str, Any]) -> Iterator[Judged]:
    """Each quote with a source, and whether it is one and its first source lies in the post it was taken from."""
    true = {quote["line"]: quote for quote in gold["quotes"]}
    unjudged = {*gold["unsourced"], *gold["repeats"], *(copy[0] for copy in gold["duplicates"])}
    for line in document["lines"]:
        if line["role"] != "quote" or not line.get("sources") or line["line"] in unjudged:
            continue
        quote, source = true.get(line["line"]), line["sources"][0]
        if quote is None:
            yield line["confidence"], False
            continue
        first, last = gold["posts"][quote["source_post"]]
        is_near = first <= source["line"] <= last or source["line"] in quote["also"]
        yield line["confidence"], is_near and source["path"] == document["path"]


def unsourced(document: dict[str, Any], gold: dict[str, Any]) -> Iterator[Judged]:
    """Each quote shown without a source, and whether it is a quote at all."""
    quoted = {*gold["unsourced"], *(quote["line"] for quote in gold["quotes"])}
    unjudged = {*gold["repeats"], *(copy[0] for copy in gold["duplicates"])}
    for line in document["lines"]:
        if line["role"] == "quote" and not line.get("sources") and line["line"] not in unjudged:
            yield line["confidence"], line["line"] in quoted


def edges(document: dict[str, Any], gold: dict[str, Any]) -> Iterator[Judged]:
    """Each primary edge between posts of the page whose child answers somebody: whether it is that one."""
    if has_copies(gold):
        return
    post_at = {line: post for post, (first, last) in enumerate(gold["posts"]) for line in range(first, last + 1)}
    parent_of = {child: parent for child, parent, *_ in gold["edges"]}
    quoted = {*gold["unsourced"], *(quote["line"] for quote in gold["quotes"])}
    own = {}
    for line in document["lines"]:
        if line["role"] == "body" and line["line"] in post_at and line["line"] not in quoted:
            own.setdefault(line["post"], []).append(post_at[line["line"]])
    for edge in document["edges"]:
        if not edge["primary"] or edge["origin"] == "sequence" or not {edge["child"], edge["parent"]} <= own.keys():
            continue
        true = {(child, parent_of[child]) for child in own[edge["child"]] if child in parent_of}
        if true:
            yield edge["confidence"], any(parent in own[edge["parent"]] for _, parent in true)


def has_copies(gold: dict[str, Any]) -> bool:
    """Whether the posts of a page are copies of posts on other pages."""
    copies = {copy[0] for copy in gold["duplicates"]}
    return any(line in copies for first, last in gold["posts"] for line in range(first, last + 1))
