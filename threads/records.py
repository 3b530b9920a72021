"""A document as a reader hands it on: what readers produce and reconstruction consumes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Record:
    """One unit read from a document: a page, a mail, a topic.

    ``document`` is the sha256 of the whole document's bytes in hexadecimal; it names the document everywhere, since
    paths move and contents do not. ``ordinal`` counts the records of one document from 0. ``raw`` is kept for ever.
    """

    path: str
    document: str
    ordinal: int
    raw: bytes
    text: str
    encoding: str

    @property
    def lines(self) -> list[str]:
        """The lines of the text without their ends, as an editor would number them from 1."""
        return split_lines(self.text)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document, or a part of it, could not be read, in words for the person who gave it."""

    path: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.path}, line {self.line}" if self.line else self.path
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Hints:
    """What the person who imports knows and the document does not say."""

    author: str | None = None


def split_lines(text: str) -> list[str]:
    """Split at CRLF, CR and LF only: form feeds and Unicode separators stay inside their line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines


def digest(content: bytes) -> str:
    """The name of a document: the sha256 of its bytes."""
    return sha256(content).hexdigest()
