"""Small Reconstructions made by hand, for what is stored of them: one line is one post, unless told otherwise."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from tests.helpers import factories
from threads import models
from threads.loading.rows.writing import store
from threads.reconstruct.types import (
    AppearanceReading,
    AuthorReading,
    DocumentReading,
    Edge,
    MissingPost,
    PageKind,
    Place,
    PostReading,
    Reconstruction,
    RunReading,
    Source,
    ThreadPlace,
    ThreadReading,
)
from threads.words.kinds import Kind, Origin, Role


def key(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def document(archive: models.Archive, text: str, path: str = "page.txt", **columns: object) -> models.Document:
    """A stored document that nothing has been read out of."""
    name = bytes.fromhex(key(path))
    return factories.document(archive, text, path=path, lines=[], is_read=False, key=name, kind="", **columns)


def post(name: str, lines: Sequence[int], path: str = "page.txt", **more: object) -> PostReading:
    appearances = (AppearanceReading(key(path), tuple(lines), is_original=True), *more.pop("copies", ()))
    columns = {"author": None, "author_page": None, "confidence": 0.9, "cues": ("opens the page",)} | more
    return PostReading(
        key=key(name), id=f"{path}#{name}", document=key(path), lines=tuple(lines), appearances=appearances, **columns
    )


def missing(name: str, *places: Place) -> MissingPost:
    return MissingPost(key(name), f"page.txt#{name}", places)


def place(line: int, start: int = 0, end: int = 10, path: str = "page.txt") -> Place:
    return Place(key(path), line, start, end)


def quote(line: int, post: str, source: Source | None = None) -> RunReading:
    return RunReading(line, line, Role.QUOTE, key(post), 0.95, sources=(source,) if source else ())


def source(line: int, post: str, *, kind: Kind = Kind.EXACT, start: int = 0, end: int = 10, path: str = "page.txt"):
    return Source((place(line, start, end, path),), kind, key(post))


def edge(child: str, parent: str, *, is_primary: bool = True, origin: Origin = Origin.QUOTE) -> Edge:
    return Edge(key(child), key(parent), origin, 0.9, is_primary, "10 characters")


def thread(*levels: tuple[str, int], title: str = "A thread", is_title_stated: bool = False) -> ThreadReading:
    """Posts in reading order, each with its depth."""
    last = list(range(len(levels)))
    for position in range(len(levels) - 1, 0, -1):
        parent = position - 1
        while levels[parent][1] >= levels[position][1]:
            parent -= 1
        last[parent] = max(last[parent], last[position])
    places = [ThreadPlace(key(name), n, depth, last[n]) for n, (name, depth) in enumerate(levels)]
    return ThreadReading(key(levels[0][0]), title, is_title_stated, tuple(places))


def reading(
    texts: Mapping[str, str],
    posts: Sequence[PostReading],
    threads: Sequence[ThreadReading],
    *,
    edges: Sequence[Edge] = (),
    missing: Sequence[MissingPost] = (),
    lines: Mapping[str, Sequence[RunReading]] = {},
    authors: Mapping[str, AuthorReading] = {},
) -> Reconstruction:
    """Lines that are not told otherwise are body of the post that has them."""
    documents = []
    for path, text in texts.items():
        holder = {line: each.key for each in posts if each.document == key(path) for line in each.lines}
        told = {each.first_line: each for each in lines.get(path, ())}
        readings = tuple(
            told.get(number) or RunReading(number, number, Role.BODY, holder.get(number), 0.9)
            for number, line in enumerate(text.split("\n"), start=1)
            if line.strip()
        )
        documents.append(DocumentReading(key(path), path, PageKind.CONVERSATION, 0.9, (), readings, authors.get(path)))
    return Reconstruction(
        documents=tuple(documents),
        posts=tuple(posts),
        missing=tuple(missing),
        edges=tuple(edges),
        threads=tuple(threads),
        texts={key(path): tuple(text.split("\n")) for path, text in texts.items()},
    )


def load(archive: models.Archive, reconstruction: Reconstruction):
    """Store a reading of documents that are stored already."""
    keys = [bytes.fromhex(each.document) for each in reconstruction.documents]
    documents = models.Document.objects.filter(archive=archive, key__in=keys).values_list("id", flat=True)
    return store(archive, sorted(documents), reconstruction)


def stored(archive: models.Archive, name: str) -> models.Post:
    return models.Post.objects.get(archive=archive, key=bytes.fromhex(key(name)))


TEXT = "The wall stands.\nThe wall stands.\nSo it does.\nThe pier fell."


def conversation(**more):
    """Ada's post in line 1; an answer that quotes it in lines 2 and 3; a third in line 4."""
    return reading(
        {"page.txt": TEXT},
        [post("ada", [1]), post("bruno", [2, 3]), post("chen", [4])],
        [thread(("ada", 0), ("bruno", 1), ("chen", 1))],
        edges=[edge("bruno", "ada"), edge("chen", "ada")],
        lines={"page.txt": [quote(2, "bruno", source(1, "ada", end=16))]},
        **more,
    )
