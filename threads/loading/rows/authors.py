"""Posts as read -> who wrote them: no more authors than the documents name, no fewer than they tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from threads.loading.stale.corrections import Corrections
from threads.models.reading import NAME_LENGTH
from threads.reconstruct.types import DocumentReading, PostReading, Reconstruction


@dataclass(frozen=True, slots=True)
class Writer:
    """An author before it has an id. Without a name it is a placeholder."""

    key: str
    name: str
    aliases: tuple[tuple[str, str], ...] = ()  # (document, name)


def writers_of(
    reconstruction: Reconstruction, stated: Mapping[str, str], spellings: Iterable[str]
) -> dict[str, Writer]:
    """The author of each post and missing post, by the post's key.

    ``stated`` has the name given with a document by the person who imported it; ``spellings`` has all such names of the
    archive. If they differ only in case, the least is shown.
    """
    spelling_of: dict[str, str] = {}
    for name in sorted([*spellings, *(post.author for post in reconstruction.posts if post.author)], reverse=True):
        spelling_of[name.casefold()] = name
    documents = {document.document: document for document in reconstruction.documents}
    pages = {name: _of_page(document, stated.get(name, ""), spelling_of) for name, document in documents.items()}
    writers = {post.key: _of_post(post, pages, spelling_of) for post in reconstruction.posts}
    return writers | {post.key: Writer(post.key, "") for post in reconstruction.missing}


def as_one(writers: Mapping[str, Writer], posts: Mapping[str, str], one: Corrections) -> dict[str, Writer]:
    """Apply merges to posts' authors; the names they had in documents become aliases.

    ``posts`` has the document of each post.
    """
    if not one.merged:
        return dict(writers)
    by_key = {writer.key: writer for writer in writers.values()}
    writer_of_post = {}
    for post, writer in writers.items():
        into = one.author_of(writer.key)
        if into is not None:
            key, name = into
            name = by_key[key].name if key in by_key else name
            alias = ((posts[post], writer.name),) if writer.name and writer.name != name else ()
            writer = Writer(key, name, (*writer.aliases, *alias))  # noqa: PLW2901
        writer_of_post[post] = writer
    return writer_of_post


def _of_post(post: PostReading, pages: Mapping[str, Writer], spelling_of: Mapping[str, str]) -> Writer:
    if post.stated:
        return writer_of(post.stated.author, post.stated.author_id, post.key)
    if post.author_page:
        return pages[post.author_page]
    if not post.author:
        return Writer(post.key, "")
    aliases = tuple((post.document, alias[:NAME_LENGTH]) for alias in post.aliases)
    return replace(_named(post.author, spelling_of), aliases=aliases)


def writer_of(author: str, author_id: str, post: str) -> Writer:
    """Whom a format names: told apart by their id, where it gives one, else by their name."""
    name = " ".join(author.split())[:NAME_LENGTH]
    if author_id:
        return Writer(_key("id", author_id), name)
    return Writer(_key("name", name.casefold()), name) if name else Writer(post, "")


def _of_page(document: DocumentReading, stated: str, spelling_of: Mapping[str, str]) -> Writer:
    """The one author that a page shows: by the name it gives, else the one stated, else none."""
    author = document.author
    if author is None:
        return Writer(_key("page", document.document), "")
    aliases = tuple(
        (document.document, alias[:NAME_LENGTH]) for alias in dict.fromkeys(author.aliases) if alias.strip()
    )
    name = stated if stated and author.name in (None, "", stated) else "" if stated else author.name
    if name:  # a hint may have named it already, or the page itself
        return replace(_named(name, spelling_of), aliases=aliases)
    return Writer(_key("page", document.document), (author.name or "")[:NAME_LENGTH], aliases)


def _named(name: str, spelling_of: Mapping[str, str]) -> Writer:
    lower = name.casefold()
    return Writer(_key("name", lower), spelling_of.get(lower, name)[:NAME_LENGTH])


def _key(of: str, what: str) -> str:
    return sha256(f"{of}:{what}".encode()).hexdigest()
