"""The text of a part -> its lines, each with how deep it is quoted by its ``>``, without them.

> > Who built it?      2  Who built it?
> Nobody knows.        1  Nobody knows.
I do.                  0  I do.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from threads.readers.mail.mime import Text
from threads.records import split_lines

# As mailers write them: ">", "> ", "> >", ">>", and one space before the first.
SIGNS = re.compile(r" ?(?:>[ \t]{0,2}(?=>))*+> ?")
FLOWED_SIGNS = re.compile(r">++")
MOST_DEPTH = 100
PROMPT = re.compile(r">>>(?: |$)")
# "12,14c13": normal output of diff, in which ">" tells new lines.
DIFF_COMMAND = re.compile(r"\d{1,7}(?:,\d{1,7})?[acd]\d{1,7}(?:,\d{1,7})?$")
SIGNATURE = "-- "
# Mailers break lines near this column; a shorter line was ended by its writer.
WRAPPED_FROM, LONGEST_ORPHAN = 66, 40
ENDS = tuple(".!?:;。！？")


class Line(NamedTuple):
    """A line without its quote signs."""

    text: str
    depth: int = 0


def lines_of(part: Text) -> list[Line]:
    """Read the lines of a part of plain text."""
    texts = split_lines(part.text)
    if part.is_flowed:
        return _flowed(texts, drops_space=part.drops_space)
    if ">" not in part.text:
        return [Line(text) for text in texts]
    lines = [_line(text) for text in texts]
    _take_back_code(texts, lines)
    _mend_wraps(lines, texts)
    return lines


def _line(text: str) -> Line:
    if text[:1] == ">" or text[:2] == " >":
        m = SIGNS.match(text)
        if m:
            return Line(text[m.end() :], min(m[0].count(">"), MOST_DEPTH))
    return Line(text)


def _flowed(texts: list[str], *, drops_space: bool) -> list[Line]:
    """Join lines that end in a space with the next of the same depth, as RFC 3676 says."""
    lines: list[Line] = []
    held: list[str] = []
    held_depth = 0
    for text in texts:
        m = FLOWED_SIGNS.match(text)
        depth = min(m.end(), MOST_DEPTH) if m else 0
        words = text[m.end() :] if m else text
        words = words.removeprefix(" ")
        if m and words.startswith(">"):
            # Not all who say flowed write it: "> > words".
            line = _line(text)
            depth, words = line.depth, line.text
        if held and (depth != held_depth or words == SIGNATURE):
            lines.append(Line("".join(held).rstrip(" "), held_depth))
            held = []
        held_depth = depth
        if words.endswith(" ") and words != SIGNATURE:
            held.append(words[:-1] if drops_space else words)
        else:
            lines.append(Line("".join([*held, words]), depth))
            held = []
    if held:
        lines.append(Line("".join(held).rstrip(" "), held_depth))
    return lines


def _take_back_code(texts: list[str], lines: list[Line]) -> None:
    """Give lines that begin with ``>`` for another reason their signs back: prompts, and what diff prints."""
    has_shallow = any(1 <= line.depth <= 2 for line in lines)
    in_diff = False
    for i, text in enumerate(texts):
        if lines[i].depth == 0:
            if DIFF_COMMAND.match(text):
                in_diff = True
            elif in_diff and not (text == "---" or text.startswith("< ")):
                in_diff = False
        elif in_diff or (not has_shallow and PROMPT.match(text)):
            lines[i] = Line(text)


def _mend_wraps(lines: list[Line], texts: list[str]) -> None:
    """Give the end of a quoted line that a mailer broke off, and left without a sign, the depth of its beginning.

    Only where it can hardly be an answer: a few words in lower case between two quoted lines, the first of them long
    and not at the end of a sentence.
    """
    for i in range(1, len(lines) - 1):
        before, line, after = lines[i - 1 : i + 2]
        if line.depth or not before.depth or before.depth != after.depth:
            continue
        is_broken = len(texts[i - 1]) >= WRAPPED_FROM and not before.text.rstrip().endswith(ENDS)
        if is_broken and line.text[:1].islower() and len(line.text) <= LONGEST_ORPHAN and after.text.strip():
            lines[i] = Line(line.text, before.depth)
