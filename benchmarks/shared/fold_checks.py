"""The html of a post -> what a reader does not see of it before a fold is opened, and whether it is what it says it is.

For benchmarks that judge our folding: it reads the page as a browser would, and uses nothing of threads/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Any, NamedTuple

from benchmarks.shared.mail_truth import words_of

POST = re.compile(r"/p/(\d+)/")
# Pages leave the hosts of addresses out, "ada@…", and write the at sign of a web address in another way.
HOST = re.compile(r"(?:@|%40)[\w.…-]*", re.IGNORECASE)
NO_LETTER = re.compile(r"[\W_]+")
SHOWN = 20
# What ends a word in a page without a space being there.
BREAKS = frozenset("p br blockquote details summary pre div li ul ol".split())


@dataclass(slots=True)
class Fold:
    """What a closed fold holds of one post: whom it says it quotes, the lines that introduce the quote, and the quote.

    Of lines that stand nowhere and are shown below the fold as well, ``source`` is 0.
    """

    source: int = 0
    introduction: str = ""
    quote: str = ""


class Shown(NamedTuple):
    """A fold of a post."""

    post: Mapping[str, Any]
    fold: Fold


class _FoldReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.folds: list[Fold] = []
        self.shown = ""  # below the folds, of what is in them
        self._within: list[str] = []  # what stands open in the fold, or below it
        self._fold: Fold | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        classes = (attributes.get("class") or "").split()
        if not self._within and not (
            (tag == "details" and "quote" in classes and "open" not in attributes) or "between" in classes
        ):
            return
        if not self._within:
            self._fold = None if "between" in classes else Fold()
        elif self._fold is not None and tag == "blockquote":
            match = POST.search(attributes.get("cite") or "")
            self._fold.source = int(match[1]) if match else 0
        if tag not in ("br", "img", "hr", "wbr"):
            self._within.append(f"{tag}.{attributes.get('class') or ''}")
        self._write("\n" if tag in BREAKS else "")

    def handle_endtag(self, tag: str) -> None:
        if not self._within:
            return
        self._write("\n" if tag in BREAKS else "")
        while self._within and self._within.pop().partition(".")[0] != tag:
            pass
        if self._fold is not None and tag == "blockquote":
            self.folds.append(self._fold)
            self._fold = Fold()

    def handle_data(self, data: str) -> None:
        self._write(data)

    def _write(self, text: str) -> None:
        is_quote = any(each.startswith("blockquote") for each in self._within)
        if self._fold is None:
            self.shown += text if is_quote else ""
        elif "p.attribution" in self._within:
            self._fold.introduction += text
        elif is_quote:
            self._fold.quote += text


def folds_of(html: str) -> list[Fold]:
    """What the closed folds of a post hide, a post quoted at a time; not what is shown below them as well."""
    reader = _FoldReader()
    reader.feed(html)
    reader.close()
    shown = {letters_of(line) for line in reader.shown.splitlines()}
    for fold in reader.folds:
        lines = fold.quote.splitlines()
        fold.quote = "\n".join(line for line in lines if not letters_of(line) or letters_of(line) not in shown)
    return [fold for fold in reader.folds if words_of(fold.introduction + fold.quote)]


def hidden_text(folds: list[Fold]) -> str:
    """All that the closed folds of a post hide, in order."""
    return "\n".join(f"{fold.introduction}\n{fold.quote}" for fold in folds)


def without_hosts(text: str) -> str:
    """A text as pages show it, apart from the at signs."""
    return HOST.sub("", text)


def print_folds(posts: list[dict[str, Any]], shown: list[Shown]) -> None:
    """Print the folds with a line that does not stand in what they say they quote, and odd introductions."""
    by_id = posts_by_id(posts)

    @cache
    def text_of(id_: int) -> str:
        return letters_of(unsigned(by_id[id_]["text"])) if id_ in by_id else ""

    strange = []
    for each in shown:
        source = text_of(each.fold.source)
        if letters_of(each.fold.quote) not in source:
            lines = [line for line in each.fold.quote.splitlines() if letters_of(line) not in source]
            if lines:
                strange.append((each, lines))
    print(f"folds {len(shown):,}; with a line whose letters do not stand in a row in their source: {len(strange):,}")
    for each, lines in strange:
        print(f"  post {each.post['id']} of {each.fold.source}: {lines[:5]}")
    print_introductions([each for each in shown if each.fold.introduction])


def print_introductions(introduced: list[Shown]) -> None:
    plain = [each for each in introduced if not is_introduction(each.fold.introduction)]
    print(
        f"folds with lines that introduce them {len(introduced):,}; without a date, an address or a colon {len(plain):,}"
    )
    for each in plain[:SHOWN]:
        print(f"  post {each.post['id']}: {each.fold.introduction!r}")


def is_introduction(text: str) -> bool:
    return bool(re.search(r"\d|@|:\s*$", text))


def posts_by_id(posts: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {post["id"]: post for post in posts}


def unsigned(text: str) -> str:
    return re.sub(r"(?m)^[> \t]+", "", text)


def letters_of(text: str) -> str:
    """The letters and digits of a text, without anything between them: programs add signs and break words."""
    return NO_LETTER.sub("", without_hosts(text.lower()))


def show(each: Shown, posts: list[dict[str, Any]]) -> None:
    """Print a fold beside the lines of its source that share words with it."""
    source = posts_by_id(posts).get(each.fold.source, {"text": ""})["text"]
    wanted = set(words_of(each.fold.quote))
    print(f"\n=== /p/{each.post['id']}/ quotes /p/{each.fold.source}/")
    for line in each.fold.introduction.strip().splitlines():
        print(f"  intro  | {line}")
    for line in filter(str.strip, each.fold.quote.splitlines()):
        print(f"  folded | {line}")
    for line in source.splitlines():
        words = words_of(line)
        if words and sum(word in wanted for word in words) >= 0.8 * len(words):
            print(f"  source | {line}")
