"""Corrections about to be made -> what each would change, in sentences."""

from __future__ import annotations

from threads.curating.archives import consequences
from threads.curating.base import Kind, target_of
from threads.curating.post_corrections import words_of
from threads.curating.undoing import later_word
from threads.models import Archive, Author, CuratorAction, Document, Post
from threads.terminal import counted

TITLE_SHOWN = 60
NAMES_TOLD = 10
KEPT = "Later imports and rebuilds keep this, until it is undone under Curator actions."
SHOWN_TO_ALL = (
    "Everybody can read its {posts:,} posts in {threads:,} threads, and its {documents:,} documents as they were given;"
    " all but hidden posts."
)
KEPT_TO_STAFF = "Only staff can read it, and later imports with --publish do not change that."


def of_rename(author: Author, name: str) -> list[str]:
    """What a new name does."""
    threads = author.posts.values("thread").distinct().count()
    where = f"{counted(author.posts.count(), 'post')} in {counted(threads, 'thread')}"
    return [f"{author} is shown as {name}: at {where}, and wherever these are quoted.", KEPT]


def of_merge(author: Author, into: Author) -> list[str]:
    """What making an author one with another does."""
    count = author.posts.count()
    by = into.name or f"{described(into)}"
    sentences = [
        f"{counted(count, 'post')} {'is' if count == 1 else 'are'} shown as by {by}, and what comes later too."
    ]
    names = author.aliases.order_by("name").values_list("name", flat=True).distinct()[:NAMES_TOLD]
    if names:
        sentences.append(f"Their other names become other names of {by}: {', '.join(names)}.")
    return [*sentences, f"The address /u/{author.pk}/ leads to /u/{into.pk}/.", KEPT]


def of_move(post: Post, parent: Post | None) -> list[str]:
    """What another parent does."""
    below = post.last_descendant - post.position
    what = f"Post {post.pk}, {quoted(post)}"
    with_it = f" The {counted(below, 'post')} below it {'moves' if below == 1 else 'move'} with it." if below else ""
    before = (
        "It opens its thread now."
        if post.parent is None
        else f"It answers post {post.parent_id} now, {quoted(post.parent)}."
    )
    if parent is None:
        after = f"{what}, opens a thread of its own.{with_it}"
    else:
        where = "in the same thread" if parent.thread_id == post.thread_id else f"in the thread “{parent.thread}”"
        after = f"{what}, answers post {parent.pk}, {quoted(parent)}, {where}.{with_it}"
    return [before, after, "What was read stays as evidence beside it.", KEPT]


def of_hiding(post: Post, *, is_hidden: bool) -> list[str]:
    """What hiding a post, or showing it again, does."""
    words = f"Post {post.pk}, {quoted(post)},"
    if not is_hidden:
        return [f"{words} is shown to everybody who may read the archive, is found by search and counted again.", KEPT]
    sentences = [
        f"{words} is seen by staff alone: not in its thread, in search, on its author's page or in counts.",
        "Its lines are withheld on the pages of documents that hold it, and those cannot be downloaded.",
    ]
    if post.quoted_count:
        sentences.append(
            f"Posts that quote it: {post.quoted_count:,}. Their quotes stay, open, and say neither whose they are nor where"
            " they stand."
        )
    if not post.thread.posts.filter(is_missing=False, is_hidden=False).exclude(pk=post.pk).exists():
        sentences.append(f"Nothing else is shown in the thread “{post.thread}”: it is hidden with it.")
    return [*sentences, KEPT]


def of_publishing(archive: Archive, *, is_published: bool) -> list[str]:
    """What becomes visible, or ceases to be."""
    if not is_published:
        return [KEPT_TO_STAFF]
    posts, threads, documents = archive.post_count, archive.thread_count, archive.document_count
    return [SHOWN_TO_ALL.format(posts=posts, threads=threads, documents=documents)]


def of_forgetting(document: Document) -> list[str]:
    """What goes with a document, and what stays."""
    losses = consequences([document])
    sentences = [
        f"Of the archive {document.archive}. Its {document.line_count:,} lines go, and cannot be brought back from here.",
        f"Posts that stand in it alone, and go: {losses.posts:,}. Threads that go with them: {losses.threads:,}.",
    ]
    if losses.quoted:
        sentences.append(
            f"Other posts quote {losses.quoted:,} of those: what they quote stays, as missing posts rebuilt from it."
        )
    if losses.staying:
        paths = ", ".join(losses.elsewhere)
        sentences.append(f"Posts that stay, because other documents hold them too: {losses.staying:,} (in {paths}).")
    return [*sentences, "Later imports refuse this document, unless the correction is undone first."]


def of_undo(action: CuratorAction) -> list[str]:
    """What stands when a correction is taken back."""
    later = later_word(action)
    if later is not None:
        return [f"Nothing changes now: correction {later.pk}, made later, says otherwise and stands."]
    value = action.value
    if action.kind == Kind.ERASE_POST:
        return ["It cannot be undone: nothing is left of what was erased."]
    if action.kind == Kind.FORGET:
        return ["Later imports let the document in again. Its bytes were deleted: import it to have it back."]
    if action.kind == Kind.RENAME_AUTHOR:
        author = target_of(Author, action)
        return [f"{author} goes by the name that stood before." if author else "The author has gone from the archive."]
    if action.kind == Kind.MERGE_AUTHORS:
        name = value.get("was") or "An unknown author"
        return [f"{name} is an author again, with the posts they had before and those of theirs that came since."]
    if action.kind == Kind.CHANGE_PARENT:
        return ["The post goes back to where the documents, or an earlier correction, put it."]
    return ["What the documents, or an earlier correction, say stands again."]


def quoted(post: Post) -> str:
    """The first words of a post, to know it by."""
    return f"“{words_of(post)}”"


def described(author: Author) -> str:
    """An author by name and number; one without a name by what they wrote."""
    if author.name:
        return f"{author.name} (number {author.pk})"
    post = author.posts.order_by("pk").first()
    wrote = f", who wrote {quoted(post)}" if post else ""
    return f"unknown author {author.pk}{wrote}"


def shortened(text: str) -> str:
    """As much of a title as stands on one line."""
    text = " ".join(text.split())
    return text if len(text) <= TITLE_SHOWN else f"{text[: TITLE_SHOWN - 1].rstrip()}…"
