"""A paragraph's text -> its shape, told from the paragraph alone.

Code, logs and bare addresses repeat without anybody quoting anybody, so they never cast a reply edge. What a paragraph
*is* (quote, profile, furniture) needs the page around it and is decided in quotes.py and furniture.py.
"""

from __future__ import annotations

import re

from threads.words.vocabulary import either

URL_ONLY = re.compile(r"^\W{0,20}(?:https?|ftp)://\S{1,2000}\W{0,20}$")
LIST_ITEM = re.compile(r"^\s*(?:[-*+\u2022]|\d{1,3}[.)]|\([a-z0-9]\))\s")
RULE = re.compile(r"^[\W_]*$")
CODE_END = re.compile(r"[;{}]\s*$|\)\s*;?\s*$")
CODE_MARK = re.compile(
    r"[{}]|;\s*$|=>|->|::|\(\)|==|!=|\+=|</?\w+[^>]{0,200}>|^\s*(?:#include|#define|import|def|class|return|void|int|float)"
    r"\b|\b0x[0-9a-f]{2,}|[\w.-]+[/\\][\w.-]+[/\\][\w.-]+|\w+\.\w+\(|^\s*\$ |\b\w+\(\w*\)"
)
SYMBOLS = b'{}[]()<>=;_/\\|#$%&*+~^@:"'
LOG_MARK = re.compile(
    r"\b(?:error|warning|fatal|undefined reference|note)\b\s?[:\[(]|^\s*at \w+[\w.]*\(|:\d+:\d+|\bline \d+\b.*:",
    re.IGNORECASE,
)
# A line of a log: a time stamp or a level in capitals, then a message.
LOG_START = re.compile(
    r"^\s*\[?(?:\w{3} ){0,2}\d{1,4}[-:/. ]\d{1,2}[-:/.]\d{1,4}\S*[\s\]].{0,200}\b(?:ERROR|INFO|WARN(?:ING)?|DEBUG|TRACE|FATAL)\b"
    r"|^\W*(?:ERROR|INFO|WARNING|DEBUG|FATAL|FAILURE|FAILED)\b\W"
)
# "Ada wrote:", "On 3 May 2004, Ada wrote:", "Quote from: Ada" in the usual tongues, whole line.
ATTRIBUTION = re.compile(
    rf"^.{{0,160}}\b(?:{either('wrote')})\s?:$"
    r"|^.{0,120}\bschrieb\b.{1,60}:$"
    rf"|^(?:{either('quote_from')})\b.{{1,120}}$"
    rf"|^.{{1,120}}(?:{either('wrote_within')})\s?[:\uff1a]$"
    rf"|^.{{0,60}}<[^<>\s]{{1,80}}@[^<>\s]{{1,80}}>.{{1,60}}\b(?:{either('says')})\s?(?:[:\uff1a]|\.\.\.|\u2026)$"
)


def shape_of(text: str, token_count: int) -> str:
    """One of ``prose list code url attribution rule``; the cheapest tests come first."""
    bare = text.strip()
    if not token_count or (RULE.match(bare[:200]) and token_count == 0):
        return "rule"
    if URL_ONLY.match(bare):
        return "url"
    if len(bare) < 200 and ATTRIBUTION.match(bare):
        return "attribution"
    if is_code(bare, token_count):
        return "code"
    return "list" if LIST_ITEM.match(text) else "prose"


def is_code(text: str, token_count: int) -> bool:
    """Whether a text is a program, a log or a path rather than something said: symbols outweigh sentences."""
    head = text[:2000]
    if LOG_START.match(head):
        return True
    encoded = head.encode("ascii", "replace")
    symbols = len(encoded) - len(encoded.translate(None, SYMBOLS))
    if symbols * 4 < token_count:  # most of what is said, and marks need not be looked for
        return False
    marks = len(CODE_MARK.findall(head)) + len(LOG_MARK.findall(head))
    if CODE_END.search(text[-100:]) and marks and symbols >= 2 and token_count < 60 and symbols * 4 >= token_count:
        return True
    return (marks >= 1 and symbols * 2 >= token_count) or (marks >= 3 and symbols * 4 >= token_count)
