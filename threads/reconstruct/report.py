"""A Reconstruction -> the public report, version 1, and the same as an account that a person can read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from threads.reconstruct.types import (
    DocumentReading,
    Edge,
    MissingPost,
    PostReading,
    Reconstruction,
    RunReading,
    Source,
)
from threads.words.kinds import Kind, Role

VERSION = 1
SHOWN_CHARACTERS = 70


def report(
    reconstruction: Reconstruction, documents: Sequence[tuple[str, str]], worded: Collection[str] = ()
) -> dict[str, Any]:
    """The report on documents given as pairs of path and document, in that order.

    A document given twice is reported twice: the lines of the second repeat the first. Of the documents that are
    ``worded``, lines are not those of the file but of the text that was made of it, which the report carries.
    """
    return _Reporter(reconstruction, documents, worded).report()


def account(reconstruction: Reconstruction, documents: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The report in words: each post, its lines, what it quotes, whom it answers, how sure and why."""
    by_path = {entry["path"]: entry for entry in report(reconstruction, documents)["documents"]}
    texts = {path: reconstruction.texts.get(document, ()) for path, document in documents}
    for path, entry in by_path.items():
        kind = entry["kind"]
        counts = ", ".join(f"{count} {role}" for role, count in entry["accounting"].items() if count)
        yield f"{path}: a {kind['is']}, {_percent(kind['confidence'])} sure; lines with text: {counts}"
        yield from _posts_in_words(entry, texts)
        yield ""


class _Reporter:
    """Names for keys: ids for posts, paths for documents."""

    def __init__(
        self, reconstruction: Reconstruction, documents: Sequence[tuple[str, str]], worded: Collection[str]
    ) -> None:
        self.reading = reconstruction
        self.documents = documents
        self.worded = worded
        self.path_of: dict[str, str] = {}
        for path, document in documents:
            self.path_of.setdefault(document, path)
        self.id_of = {post.key: post.id for post in reconstruction.posts}
        self.id_of |= {post.key: post.id for post in reconstruction.missing}
        self.document_of = {post.key: post.document for post in reconstruction.posts}
        self.document_of |= {post.key: place.document for post in reconstruction.missing if (place := post.place)}

    def report(self) -> dict[str, Any]:
        documents = {document.document: document for document in self.reading.documents}
        posts = _grouped((post.document, post) for post in self.reading.posts)
        missing = _grouped((self.document_of[post.key], post) for post in self.reading.missing)
        edges = _grouped((self.document_of[edge.child], edge) for edge in self.reading.edges)
        entries = []
        for path, name in self.documents:
            document = documents[name]
            if path != self.path_of[name]:
                entries.append(self._copy(path, document))
                continue
            entries.append(
                {
                    **self._head(path, document, [line.role for line in document.by_line()]),
                    "posts": [self._post(post) for post in posts[name]],
                    "missing": [self._missing(post) for post in missing[name]],
                    "lines": [self._line(line) for line in document.by_line()],
                    "edges": [self._edge(edge) for edge in edges[name]],
                }
            )
        return {"version": VERSION, "documents": entries}

    def _head(self, path: str, document: DocumentReading, roles: Iterable[Role]) -> dict[str, Any]:
        counts = Counter(roles)
        return {
            "path": path,
            "kind": {"is": document.kind.value, "confidence": document.confidence, "cues": list(document.cues)},
            "accounting": {role.value: counts[role] for role in Role if counts[role]},
            **({"text": "\n".join(self.reading.texts[name])} if (name := document.document) in self.worded else {}),
        }

    def _copy(self, path: str, document: DocumentReading) -> dict[str, Any]:
        """The report on a file whose bytes were given before."""
        texts = self.reading.texts.get(document.document, ())
        first = self.path_of[document.document]
        lines = [
            {
                "line": line.first_line,
                "role": Role.DUPLICATE.value,
                "post": None,
                "confidence": 1.0,
                "sources": [
                    {
                        "path": first,
                        "line": line.first_line,
                        "start": 0,
                        "end": len(texts[line.first_line - 1]) if texts else 0,
                        "kind": Kind.EXACT.value,
                        "via": None,
                    }
                ],
            }
            for line in document.by_line()
        ]
        head = self._head(path, document, [Role.DUPLICATE] * len(lines))
        return {**head, "posts": [], "missing": [], "lines": lines, "edges": []}

    def _post(self, post: PostReading) -> dict[str, Any]:
        return {
            "id": post.id,
            "first_line": post.first_line,
            "last_line": post.last_line,
            "author": post.author,
            **({"aliases": list(post.aliases)} if post.aliases else {}),
            "date": _date_of(post),
            "confidence": post.confidence,
            "cues": list(post.cues),
        }

    def _missing(self, post: MissingPost) -> dict[str, Any]:
        """A passage that another document quotes names its path."""
        home = self.document_of[post.key]
        return {
            "id": post.id,
            "passages": [
                {
                    **({} if place.document == home else {"path": self.path_of[place.document]}),
                    "line": place.line,
                    "start": place.start,
                    "end": place.end,
                }
                for place in post.passages
            ],
        }

    def _line(self, reading: RunReading) -> dict[str, Any]:
        line: dict[str, Any] = {
            "line": reading.first_line,
            "role": reading.role.value,
            "post": self.id_of.get(reading.post) if reading.post else None,
            "confidence": reading.confidence,
        }
        if reading.role in (Role.QUOTE, Role.DUPLICATE):
            line["sources"] = [self._source(source) for source in reading.sources]
        if reading.repeats:
            line["repeats"] = [self._source(source) for source in reading.repeats]
        return line

    def _source(self, source: Source) -> dict[str, Any]:
        return {
            "path": self.path_of[source.place.document],
            "line": source.place.line,
            "start": source.place.start,
            "end": source.place.end,
            "kind": source.kind.value,
            "via": self.id_of.get(source.via) if source.via else None,
        }

    def _edge(self, edge: Edge) -> dict[str, Any]:
        return {
            "child": self.id_of[edge.child],
            "parent": self.id_of[edge.parent],
            "origin": edge.origin.value,
            "confidence": edge.confidence,
            "primary": edge.is_primary,
            "evidence": edge.evidence,
        }


def _date_of(post: PostReading) -> str | None:
    """What the page states: the moment where it tells the day, as the page writes it, without a zone of ours."""
    if post.stated and post.stated.posted_at:
        return post.stated.posted_at.isoformat()
    return post.posted_at.isoformat() if post.posted_at else None


def _posts_in_words(entry: Mapping[str, Any], texts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    lines = _grouped((line["post"], line) for line in entry["lines"])
    edges = _grouped((edge["child"], edge) for edge in entry["edges"])
    for missing in entry["missing"]:
        where = ", ".join(f"line {passage['line']}" for passage in missing["passages"])
        left = f"all that is left of it is quoted in {where}" if where else "nothing is left of it but answers"
        yield f"  {missing['id']} is missing; {left}"
        yield from map(_edge_in_words, edges[missing["id"]])
    for post in entry["posts"]:
        yield f"  {post['id']} {_post_in_words(post)}"
        opening = texts[entry["path"]][post["first_line"] - 1] if texts[entry["path"]] else ""
        yield f"    \u201c{_shortened(opening)}\u201d"
        for line in lines[post["id"]]:
            if line["role"] == Role.QUOTE.value:
                yield _quote_in_words(line)
            elif line.get("repeats"):
                source = line["repeats"][0]
                yield f"    repeats in line {line['line']} line {source['line']} of {source['path']}"
        yield from map(_edge_in_words, edges[post["id"]])


def _post_in_words(post: Mapping[str, Any]) -> str:
    first, last = post["first_line"], post["last_line"]
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    why = f" ({'; '.join(post['cues'])})" if post["cues"] else ""
    return (
        f"by {post['author'] or 'an unknown author'}, {where}; begins there: {_percent(post['confidence'])} sure{why}"
    )


def _quote_in_words(line: Mapping[str, Any]) -> str:
    sure = _percent(line["confidence"])
    if not line["sources"]:
        return f"    quotes in line {line['line']} what no document holds, {sure} sure"
    source = line["sources"][0]
    via = f", through {source['via']}" if source["via"] else ""
    return f"    quotes in line {line['line']} line {source['line']} of {source['path']}, {source['kind']}{via}, {sure} sure"


def _edge_in_words(edge: Mapping[str, Any]) -> str:
    verb = "answers" if edge["primary"] else "may also answer"
    sure = f"{_percent(edge['confidence'])} sure, by {edge['origin']}"
    return f"    {verb} {edge['parent']}, {sure}" + (f": {edge['evidence']}" if edge["evidence"] else "")


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1].rstrip()}\u2026"


def _percent(confidence: float) -> str:
    return f"{100 * confidence:.0f} %"


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> defaultdict[Any, list[Any]]:
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
