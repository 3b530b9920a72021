"""A JSON document of any size -> units, byte for byte; and one unit -> what it says, in strings that can be stored.

    {"id": 1}⏎{"id": 2}⏎           NDJSON: a line each
    [{"id": 1}, {"id": 2}]         an array: an element each, with the brackets and commas around it
    {⏎ "posts": [...]⏎}            anything else: the whole document

What cannot be cut, since it is broken, stays in one piece from there on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from threads.records import writable

# Larger units are cut here, whatever they are, and refused by load_json.
MOST_BYTES = 64_000_000
CHUNK = 1 << 20
BOM = b"\xef\xbb\xbf"
# Up to the next bracket, over strings and all else. A string that the buffer cuts off matches nothing.
BRACKET = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+([\[\]{}])', re.DOTALL)
# What stands before an element of an array, and behind it: another element, or the end.
BEFORE_ELEMENT = re.compile(rb"(?:\xef\xbb\xbf)?+\s*+(?:\[\s*+)?+(?=[\[{])")
AFTER_ELEMENT = re.compile(rb"\s*+([,\]])\s*+")
# Characters that cannot be stored: lone surrogates, and control characters, escaped or not.
UNWRITABLE = re.compile(
    rb"[\x00-\x08\x0e-\x1f\x7f]|\\u00(?:[01]|7[fF])"
    rb"|\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]",
    re.DOTALL,
)
# Python turns no longer number into an integer, and no post is counted by one.
LONGEST_NUMBER = 4_000
# What stands for an element that was erased; white space around it is kept, as long as nobody makes it long.
EMPTIED = b"{}"
LONGEST_EMPTIED = 4_096
# A document of nothing but line ends is cut all the same.
MOST_BLANKS = 1_000


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) < LONGEST_NUMBER else None


# Raw line ends in strings are no JSON, and harm nobody. Numbers are looked at only where Python refused one.
DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
CAREFUL = json.JSONDecoder(strict=False, parse_constant=lambda _: None, parse_int=_whole)


def is_emptied(raw: bytes) -> bool:
    """Whether nothing is left of a unit but an object without fields, with what parts it from its neighbours."""
    return len(raw) < LONGEST_EMPTIED and raw.strip(b"\xef\xbb\xbf \t\r\n[],") == EMPTIED


def json_units(stream: BinaryIO, most: int = MOST_BYTES) -> Iterator[bytes]:
    """Cut a document into its units; joined again, they are the document."""
    source = _Source(stream)
    source.fill(CHUNK)
    first = source.first_character()
    if first == b"[":
        yield from _elements(source, most)
    elif first != b"{" or _is_by_line(source, most):
        yield from _lines(source, most)
    yield from _rest(source, most)


class _Source:
    """A stream, and what of it was read and not yet given on."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.buffer = b""

    def fill(self, size: int) -> bool:
        """Read so many more bytes, however few the stream gives at a time, and tell whether there was more."""
        chunks: list[bytes] = []
        while size > 0 and (chunk := self._stream.read(size)):
            chunks.append(chunk)
            size -= len(chunk)
        self.buffer += b"".join(chunks)
        return bool(chunks)

    def grow(self) -> bool:
        """Double what is read, so that scanning it again stays in proportion."""
        return self.fill(max(CHUNK, len(self.buffer)))

    def first_character(self) -> bytes:
        return self.buffer.removeprefix(BOM).lstrip()[:1]


def _elements(source: _Source, most: int) -> Iterator[bytes]:
    """The elements of an array, each with the brackets and commas around it, up to where the array ends or breaks."""
    at, before = 0, BEFORE_ELEMENT
    while True:
        start = before.match(source.buffer, at)
        end = end_of_value(source.buffer, start.end()) if start else None
        behind = AFTER_ELEMENT.match(source.buffer, end) if end else None
        if behind and behind.end() < len(source.buffer):
            yield source.buffer[at : behind.end()]
            at = behind.end()
            if behind[1] == b"]":
                break
            continue
        source.buffer, at = source.buffer[at:], 0
        if len(source.buffer) > most or not source.grow():
            return
    source.buffer = source.buffer[at:]


def end_of_value(content: bytes, at: int) -> int | None:
    """Where the object or array that begins at the place ends; None where it does not."""
    depth, match = 0, BRACKET.match
    while bracket := match(content, at):
        at = bracket.end()
        depth += 1 if bracket[1] in b"[{" else -1
        if not depth:
            return at
    return None


def _is_by_line(source: _Source, most: int) -> bool:
    """Tell NDJSON from one object over several lines. A broken first line is told by the second, which begins anew."""
    start = source.buffer.index(b"{")
    while (newline := source.buffer.find(b"\n", start)) < 0:
        if len(source.buffer) > most or not source.grow():
            return True
    first_line = source.buffer[start:newline].rstrip()
    if end_of_value(first_line, 0) is not None:
        return True
    return source.buffer[newline:].lstrip()[:2] == b'{"' and first_line[-1:] not in b",:[{"


def _lines(source: _Source, most: int) -> Iterator[bytes]:
    """Each line with its end; empty lines go with the line behind them."""
    blanks, unfinished = b"", [b""]
    while source.buffer:
        first, *others = source.buffer.split(b"\n")
        unfinished.append(first)
        if others:
            lines, unfinished = [b"".join(unfinished), *others[:-1]], [others[-1]]
            for line in lines:
                if not line.strip(b"\r") and len(blanks) < MOST_BLANKS:
                    blanks += line + b"\n"
                    continue
                yield blanks + line + b"\n"
                blanks = b""
        if sum(map(len, unfinished)) > most:
            yield blanks + b"".join(unfinished)
            blanks, unfinished = b"", []
        source.buffer = b""
        source.fill(CHUNK)
    source.buffer = blanks + b"".join(unfinished)


def _rest(source: _Source, most: int) -> Iterator[bytes]:
    """All that is left, in one piece unless it is too large."""
    while len(source.buffer) <= most and source.grow():
        pass
    while source.buffer:
        yield source.buffer[: most + 1]
        source.buffer = source.buffer[most + 1 :]
        if not source.buffer:
            source.fill(most + 1)


def load_json(raw: bytes) -> Any:
    """What a unit says, or why it cannot be understood: a plain ``str`` is always such a sentence.

    Strings in it can be stored: what no database holds is U+FFFD. NaN and infinities are None; of equal keys the last
    counts.
    """
    if len(raw) > MOST_BYTES:
        return f"larger than {MOST_BYTES // 1_000_000} MB, or broken so that its end cannot be found"
    text = raw.decode("utf-8-sig", errors="replace").strip()
    if not text:
        return "empty: there is nothing to read in it"
    try:
        try:
            value = _load(text, DECODER)
        except ValueError:
            value = _load(text, CAREFUL)
    except json.JSONDecodeError as error:
        return f"not valid JSON: {error.msg} at character {error.pos + 1}"
    except RecursionError:
        return "nested too deeply to be read"
    if UNWRITABLE.search(raw):
        value = _writable(value)
    return value if isinstance(value, dict | list) else "not a JSON object"


def _load(text: str, decoder: json.JSONDecoder) -> Any:
    """Decode a unit; brackets and commas of the array that it stands in are not its own."""
    if text[0] == "[":
        start = len(text) - len(text[1:].lstrip())
        if text[start : start + 1] in ("{", "["):
            value, end = decoder.raw_decode(text, start)
            if text[end:].strip() in (",", "]"):
                return value
    value, end = decoder.raw_decode(text)
    if text[end:].strip() not in ("", ",", "]"):
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def _writable(value: Any) -> Any:
    """The same, with strings that can be stored; in place, and without recursion."""
    holder = [value]
    waiting: list[Any] = [holder]
    while waiting:
        container = waiting.pop()
        if isinstance(container, dict):
            if not all(map(str.isprintable, container)):
                entries = {writable(key): each for key, each in container.items()}
                container.clear()
                container.update(entries)
            places: Any = container
        else:
            places = range(len(container))
        for place in places:
            each = container[place]
            if isinstance(each, str):
                container[place] = writable(each)
            elif isinstance(each, dict | list):
                waiting.append(each)
    return holder[0]
