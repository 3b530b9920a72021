"""Who wrote: authors are given names, and two that are one person are made one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.db.models.functions import Lower

from threads.curating.base import Kind, RefusedError, exclusive, hex_key, write_down
from threads.loading.stale.affected import mark_around
from threads.models import Alias, Author, CuratorAction, Post, Redirect
from threads.models.reading import NAME_LENGTH

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Posts that a merge notes, to be given back at once when it is undone; the next reading gives back the others.
POSTS_NOTED = 5_000


class NameTakenError(RefusedError):
    """Another author of the archive has the name: perhaps they are one person."""

    def __init__(self, author: Author) -> None:
        super().__init__(
            f"This archive has another author called {author.name} (number {author.pk}). If they are one person, merge"
            " the two; if not, give a name that tells them apart."
        )
        self.author = author


def rename_author(*, author: Author, name: str, by: User | None, reason: str = "") -> CuratorAction:
    """Give an author a name, or a placeholder its first."""
    name = " ".join(name.split())
    with exclusive(author.archive):
        check_name(author=author, name=name)
        action = write_down(Kind.RENAME_AUTHOR, author, {"name": name, "was": author.name}, by, reason)
        Author.objects.filter(pk=author.pk).update(name=name, is_placeholder=False)
        mark_around(author.posts.values_list("id", flat=True))
    return action


def check_name(*, author: Author, name: str) -> None:
    """Refuse a name that is none, or another author's."""
    name = " ".join(name.split())
    if not name:
        raise RefusedError("An author needs a name. To go back to what the documents say, undo the correction.")
    if len(name) > NAME_LENGTH:
        raise RefusedError(f"A name has at most {NAME_LENGTH} characters.")
    if name == author.name:
        raise RefusedError(f"The author is called {name} already.")
    namesake = author_named(author, name)
    if namesake is not None:
        raise NameTakenError(namesake)


def author_named(author: Author, name: str) -> Author | None:
    """Another author of the archive with the name, in whatever case."""
    others = Author.objects.filter(archive=author.archive_id).exclude(pk=author.pk)
    return others.annotate(lower=Lower("name")).filter(lower=Lower(Value(name))).order_by("pk").first()


def merge_authors(*, author: Author, into: Author, by: User | None, reason: str = "") -> CuratorAction:
    """Make an author one with another: their posts and names are the other's, and their address leads there."""
    with exclusive(author.archive):
        check_merge(author=author, into=into)
        posts = list(author.posts.order_by("pk").values_list("id", flat=True))
        value = {
            "into": hex_key(into.key),
            "into_id": into.pk,
            "into_name": into.name,
            "was": author.name,
            "posts": posts[:POSTS_NOTED],
        }
        action = write_down(Kind.MERGE_AUTHORS, author, value, by, reason)
        mark_around(posts)
        lead_to(author, into)
        give(author, into, posts)
    return action


def check_merge(*, author: Author, into: Author) -> None:
    """Refuse to merge what is not two authors of one archive."""
    if not Author.objects.filter(pk=author.pk).exists() or not Author.objects.filter(pk=into.pk).exists():
        raise RefusedError("One of the two is there no more: it was merged, or its last post has gone.")
    if into.archive_id != author.archive_id:
        raise RefusedError("Two authors of different archives cannot be made one.")
    if into.pk == author.pk:
        raise RefusedError("That is the same author.")
    if author.name and not into.name:
        raise RefusedError(
            f"{author.name} has a name and the other has none: merge the unknown author into {author.name}."
        )


def lead_to(author: Author, into: Author) -> None:
    """Redirect an author's address to another author, by way of a post: that keeps its author wherever it moves."""
    post = into.posts.order_by("is_hidden", "pk").first() or author.posts.order_by("is_hidden", "pk").first()
    if post is not None:
        Redirect.objects.update_or_create(
            of=Redirect.Of.AUTHOR,
            old_id=author.pk,
            old_key=bytes(author.key),
            defaults={"post": post, "archive_id": author.archive_id},
        )


def give(author: Author, into: Author, posts: list[int]) -> None:
    """Give all that an author has to another, and the author up."""
    Post.objects.filter(pk__in=posts).update(author=into)
    aliases = Alias.objects.filter(author=into).values("name", "document")
    places = {(each["name"], each["document"]) for each in aliases}
    for alias in author.aliases.all():
        if (alias.name, alias.document_id) not in places:
            Alias.objects.filter(pk=alias.pk).update(author=into)
    Author.objects.filter(pk=into.pk).update(post_count=F("post_count") + author.post_count)
    Author.objects.get(pk=author.pk).delete()
