"""The text of a part -> its lines, each with how deep it is quoted by its ``>``, without them.

> > Who built it?      2  Who built it?
> Nobody knows.        1  Nobody knows.
I do.                  0  I do.
"""

from __future__ import annotations

import re

from threads.readers.mail.mime import Text
from threads.readers.mail.supercite import take_names
from threads.records import split_lines

# As mailers write them: ">", "> ", "> >", ">>", and one space before the first.
SIGNS = re.compile(r" ?(?:>[ \t]{0,2}(?=>))*> ?")
MORE_SIGNS = (">", " ", "\t")
FLOWED_SIGNS = re.compile(r">++")
MOST_DEPTH = 100
PROMPT = re.compile(r">>>(?: |$)")
# "12,14c13": normal output of diff, in which ">" tells new lines.
DIFF_COMMAND = re.compile(r"\d{1,7}(?:,\d{1,7})?[acd]\d{1,7}(?:,\d{1,7})?$")
SIGNATURE = "-- "
# Mailers break lines near this column; a shorter line was ended by its writer.
WRAPPED_FROM, LONGEST_ORPHAN = 66, 40
ENDS = tuple(".!?:;。！？")

# Lines without their signs, and how deep each is quoted.
Lines = tuple[list[str], list[int]]


def lines_of(part: Text) -> Lines:
    """Read the lines of a part of plain text."""
    texts = split_lines(part.text)
    if part.is_flowed:
        return _flowed(texts, drops_space=part.drops_space)
    words, depths = list(texts), [0] * len(texts)
    if ">" in part.text:
        for i, text in enumerate(texts):
            opening = text[:3]
            if opening[:2] == "> " and opening[2:] not in MORE_SIGNS:  # nearly all of them
                words[i], depths[i] = text[2:], 1
            elif opening[:1] == ">" or opening[:2] == " >":
                words[i], depths[i] = _unsigned(text)
        _take_back_code(texts, words, depths)
        if ">>> " in part.text:
            take_names(texts, words, depths)
        _mend_wraps(texts, words, depths)
    return words, depths


def _unsigned(text: str) -> tuple[str, int]:
    if text[:2] == "> " and text[2:3] not in MORE_SIGNS:
        return text[2:], 1
    m = SIGNS.match(text)
    return (text[m.end() :], min(m[0].count(">"), MOST_DEPTH)) if m else (text, 0)


def _flowed(texts: list[str], *, drops_space: bool) -> Lines:
    """Join lines that end in a space with the next of the same depth, as RFC 3676 says."""
    words: list[str] = []
    depths: list[int] = []
    pieces: list[str] = []
    held_depth = 0
    for text in texts:
        depth, line = _flowed_line(text)
        if pieces and (depth != held_depth or line == SIGNATURE):
            words.append("".join(pieces).rstrip(" "))
            depths.append(held_depth)
            pieces = []
        held_depth = depth
        if line.endswith(" ") and line != SIGNATURE:
            pieces.append(line[:-1] if drops_space else line)
        else:
            words.append("".join([*pieces, line]) if pieces else line)
            depths.append(depth)
            pieces = []
    if pieces:
        words.append("".join(pieces).rstrip(" "))
        depths.append(held_depth)
    return words, depths


def _flowed_line(text: str) -> tuple[int, str]:
    """The depth of a line and its words; not all who say flowed leave out the spaces in "> > words"."""
    m = FLOWED_SIGNS.match(text)
    if m is None:
        return 0, text.removeprefix(" ")
    line = text[m.end() :].removeprefix(" ")
    if line.startswith(">"):
        line, depth = _unsigned(text)
        return depth, line
    return min(m.end(), MOST_DEPTH), line


def _take_back_code(texts: list[str], words: list[str], depths: list[int]) -> None:
    """Give lines that begin with ``>`` for another reason their signs back: prompts, and what diff prints."""
    has_shallow = 1 in depths or 2 in depths
    in_diff = False
    for i, text in enumerate(texts):
        if depths[i] == 0:
            if text[:1].isdigit() and DIFF_COMMAND.match(text):
                in_diff = True
            elif in_diff and not (text == "---" or text.startswith("< ")):
                in_diff = False
        elif in_diff or (not has_shallow and PROMPT.match(text)):
            words[i], depths[i] = text, 0


def _ends_address(before: str, line: str) -> bool:
    """Whether a line begins with the end of an address in brackets, which the quoted line above it opens."""
    opened = before.rfind("<http")
    if opened < 0 or ">" in before[opened:] or " " in before[opened:].rstrip():
        return False
    return ">" in line.partition(" ")[0] and not line.startswith((">", " "))


def _mend_wraps(texts: list[str], words: list[str], depths: list[int]) -> None:
    """Give the end of a quoted line, broken off by a mailer and left without a sign, the depth of its beginning.

    Only where it can hardly be an answer: a few words in lower case between two quoted lines, the first of them long
    and not at the end of a sentence; or the end of an address that the line above begins.
    """
    last = len(words) - 1
    for i in range(1, len(words)):
        depth = depths[i - 1]
        if not depth or depths[i]:
            continue
        if _ends_address(words[i - 1], words[i]):
            depths[i] = depth
        elif i < last and depth == depths[i + 1] and words[i + 1].strip():
            is_broken = len(texts[i - 1]) >= WRAPPED_FROM and not words[i - 1].rstrip().endswith(ENDS)
            if is_broken and words[i][:1].islower() and len(words[i]) <= LONGEST_ORPHAN:
                depths[i] = depth
