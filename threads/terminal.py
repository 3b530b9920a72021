"""What commands print: text from strangers made harmless, and progress that suits a terminal or a log."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TextIO

from tqdm import tqdm

LINE_EVERY_SECONDS = 3.0
# Control, format (bidirectional marks among them), surrogate and private characters, and line separators.
HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Persian and emoji are not written without them.
JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    """Text on one line without what could move the cursor, turn the line round or fail to print."""
    return "".join(_harmless(letter) for letter in text)


@contextmanager
def quiet_when_cut_off() -> Iterator[None]:
    """Print until nobody reads any more, as ``| head`` does; what is left must not be tried again at exit."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _harmless(letter: str) -> str:
    if letter in JOINERS or unicodedata.category(letter) not in HARMFUL:
        return letter
    return " " if letter in "\t\n" else "\ufffd"


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun: "1 post", "2 posts", "1,204 posts"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


class Progress:
    """A bar on a terminal; elsewhere a line every few seconds."""

    def __init__(self, noun: str, *, stream: TextIO | None = None, is_quiet: bool = False) -> None:
        self.noun = noun
        self.stream = stream or sys.stderr
        self.is_quiet = is_quiet
        self.is_bar = self.stream.isatty() and not is_quiet
        self.bar: tqdm | None = None
        self.said_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.close()

    def at(self, done: int, total: int) -> None:
        if self.is_bar:
            if self.bar is None:
                self.bar = tqdm(total=total, desc=self.noun, unit="", file=self.stream, leave=False)
            self.bar.update(done - self.bar.n)
        elif not self.is_quiet and time.monotonic() - self.said_at >= LINE_EVERY_SECONDS:
            self.said_at = time.monotonic()
            print(f"{self.noun}: {done:,} of {total:,}", file=self.stream, flush=True)


class Stages:
    """The progress of one stage after the other."""

    def __init__(self, *, is_quiet: bool = False) -> None:
        self.is_quiet = is_quiet
        self.progress = Progress("", is_quiet=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.progress.__exit__(None, None, None)

    def at(self, stage: str, done: int, total: int) -> None:
        if stage != self.progress.noun:
            self.progress.__exit__(None, None, None)
            self.progress = Progress(stage, is_quiet=self.is_quiet)
        self.progress.at(done, total)
