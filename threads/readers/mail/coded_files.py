"""Files that stand in a text as code (uuencode, yEnc, BinHex) -> the text without them, and a list of them.

begin 644 oar.png                                        =ybegin line=128 size=100 name=oar.png
M5&AE(&]A<G,@87)E('=E="X*                                 ...
end                                                      =yend size=100
"""

from __future__ import annotations

import re

from threads.records import AttachedFile, split_lines

UUENCODED = re.compile(r"begin(?:-base64)? [0-7]{3,4} (\S[^\n]{0,254})$")
YENC = re.compile(r"=ybegin (?:.{0,100} )?size=(\d{1,12}) (?:.{0,100} )?name=(.{1,255})$")
BINHEX = re.compile(r"\(This file must be converted with BinHex.{0,40}\)$")
MARKED = "(This file must be converted with BinHex"
MARKS = ("\nbegin ", "\nbegin-base64 ", "\n=ybegin ", f"\n{MARKED}")
BASE64 = re.compile(r"[A-Za-z0-9+/]{4,90}={0,2}$")
HEXED = re.compile(r"[!-z:]{1,80}$")
# A file whose end is missing must show so many lines.
FEWEST_LINES = 3


def without_files(text: str) -> tuple[str, list[AttachedFile]]:
    """Take the files out of a text; what only looks like one stays."""
    if ("begin" not in text and MARKED not in text) or not any(mark in f"\n{text}" for mark in MARKS):
        return text, []
    lines = split_lines(text)
    kept: list[str] = []
    files: list[AttachedFile] = []
    at = 0
    while at < len(lines):
        found = _file(lines, at) if lines[at][:1] in ("b", "=", "(") else None
        if found is None:
            kept.append(lines[at])
            at += 1
        else:
            at, file = found
            files.append(file)
    return ("\n".join(kept), files) if files else (text, [])


def _file(lines: list[str], at: int) -> tuple[int, AttachedFile] | None:
    """The file that begins at a line, and the line after its end."""
    line = lines[at].rstrip()
    if m := UUENCODED.match(line):
        return _uuencoded(lines, at, m[1], is_base64=line.startswith("begin-base64"))
    if m := YENC.match(line):
        return _ended(lines, at, "=yend", {"name": m[2].strip(), "type": "application/x-yencode", "size": int(m[1])})
    if BINHEX.match(line):
        return _binhex(lines, at)
    return None


def _uuencoded(lines: list[str], at: int, name: str, *, is_base64: bool) -> tuple[int, AttachedFile] | None:
    place, size = at + 1, 0
    while place < len(lines):
        line = lines[place].rstrip()
        if line in ("end", "===="):
            file: AttachedFile = {"name": name, "type": "application/x-uuencode", "size": size}
            return place + 1, file
        count = _base64_count(line) if is_base64 else _uu_count(lines[place])
        if count is None:
            break
        size += count
        place += 1
    if place - at <= FEWEST_LINES:
        return None
    return place, {"name": name, "type": "application/x-uuencode", "size": size}


def _uu_count(line: str) -> int | None:
    """How many bytes a line of code stands for; None where it is no code. Spaces at its end may be lost."""
    line = line.rstrip("\r\n")
    if not line.strip(" `"):
        return 0
    count = (ord(line[0]) - 32) & 63
    length = (count + 2) // 3 * 4
    is_code = 0 < count <= 45 and len(line) <= length + 3 and all(" " <= sign <= "`" for sign in line)
    return count if is_code and (len(line.rstrip()) > length // 2 or not line[1:].strip(" `")) else None


def _base64_count(line: str) -> int | None:
    return len(line) * 3 // 4 if BASE64.match(line) else None


def _ended(lines: list[str], at: int, end: str, file: AttachedFile) -> tuple[int, AttachedFile] | None:
    for place in range(at + 1, len(lines)):
        if lines[place].startswith(end):
            return place + 1, file
        if lines[place].startswith("=ybegin "):
            return place, file
    return len(lines), file


def _binhex(lines: list[str], at: int) -> tuple[int, AttachedFile] | None:
    """BinHex: lines of signs between two colons."""
    place = at + 1
    while place < len(lines) and not lines[place].strip():
        place += 1
    if place == len(lines) or not lines[place].startswith(":"):
        return None
    begin, size = place, 0
    while place < len(lines) and (HEXED.match(lines[place].rstrip()) or not lines[place].strip()):
        size += len(lines[place].strip()) * 3 // 4
        place += 1
        if lines[place - 1].rstrip().endswith(":") and (place - 1 > begin or len(lines[begin].strip()) > 1):
            break
    return place, {"name": "", "type": "application/mac-binhex40", "size": size}
