"""A program that fails where a word is, or whose processes die of it; and what is given to it."""

import json
import os
import signal
from multiprocessing import get_context
from pathlib import Path

import pytest

from threads.loading.faults import RAISE
from threads.loading.stated import gathering, slices
from threads.loading.workers import pools
from threads.models import Post

POISON = "arsenic"
MINE = os.getpid()
SEVERAL_PROCESSES = pytest.mark.django_db(transaction=True)


def in_earnest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let faults go to quarantine; batches are small, and for several processes where the test can have them."""
    monkeypatch.delenv(RAISE)
    monkeypatch.setattr(gathering, "BATCH_POSTS", 8)
    if request.node.get_closest_marker("django_db").kwargs.get("transaction"):
        monkeypatch.setattr(slices, "WORTH_WORKERS", 10)
        # Only copies of this process have what was patched here; a thread that another test left would forbid them.
        monkeypatch.setattr(pools, "_start", lambda: get_context("fork"))


def sixty_lines(tmp_path: Path) -> Path:
    """Sixty posts in threads of four; the program is about to fail at two of them."""
    path = tmp_path / "given" / "quay.jsonl"
    path.parent.mkdir()
    posts = (
        {"id": f"p{n}", "parent": f"p{n - n % 4}" if n % 4 else None, "author": f"Ada {n % 5}", "thread": f"t{n // 4}",
         "text": f"The {POISON if n in (6, 41) else 'rope'} of boat {n} is new."}
        for n in range(60)
    )  # fmt: skip
    path.write_text("".join(json.dumps(post) + "\n" for post in posts))
    return path


def fail_at_words(monkeypatch: pytest.MonkeyPatch, module: object, name: str, words_of) -> None:
    real = getattr(module, name)

    def failing(*given, **named):
        if POISON in words_of(*given, **named):
            raise ValueError(f"no antidote \0 for {POISON}")
        return real(*given, **named)

    monkeypatch.setattr(module, name, failing)


def texts_of(posts, beside=()) -> str:
    return " ".join(post.text for post in posts)


def kill_at(words: str) -> None:
    if POISON in words and os.getpid() != MINE:
        os.kill(os.getpid(), signal.SIGKILL)


def words_of_task(task) -> str:
    return " ".join(record.text for records, _ in task.parts for record in records)


def words_of_reading(archive, documents, reading) -> str:
    return " ".join(line for lines in reading.texts.values() for line in lines)


def picture(slug: str) -> list[tuple]:
    posts = Post.objects.filter(archive__slug=slug).order_by("stated_id")
    return [
        (
            post.stated_id,
            post.text,
            post.author.name,
            post.parent and post.parent.stated_id,
            post.position,
            post.is_missing,
        )
        for post in posts.select_related("author", "parent")
    ]


def shape(slug: str) -> list[tuple]:
    posts = Post.objects.filter(archive__slug=slug).select_related("parent")
    return sorted((post.text, post.parent.text if post.parent else "", post.is_missing) for post in posts)
