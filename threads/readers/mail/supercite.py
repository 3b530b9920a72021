"""Lines that programs quoted under the name of their author -> how deep each is quoted, without the name.

>>>>> "Ada" == Ada Byron <ada@example.org> writes:       names what follows
    Ada> The weir leaks at                    1  The weir leaks at
    Ada> both ends.                           1  both ends.
    Bruno>> Since when?                       2  Since when?
"""

from __future__ import annotations

import re
from collections.abc import Sequence

HEAD = re.compile(r'>{3,6} (?:"(?P<tag>[^"<>]{1,30})" == )?(?P<rest>[^\n]{3,200}):\s{0,4}$')
STATED = re.compile(r"(?:writes|wrote|said|says|adds|schrieb|schreibt|a écrit)$")
TAGGED = re.compile(r"[ \t]{0,8}(?P<tag>[^\W\d_][\w.'-]{0,19})(?P<signs>>{1,9}) ?")
# Blank lines between the head and the first line that it names.
MOST_GAP = 3


def take_names(texts: Sequence[str], words: list[str], depths: list[int]) -> None:
    """Give lines that stand behind a name which a head states their depth, and take the name away."""
    tags = {tag for at, text in enumerate(texts) if text.startswith(">>>") and (tag := _named(texts, at))}
    if not tags:
        return
    for at, text in enumerate(texts):
        m = TAGGED.match(text)
        if m and (m["tag"] in tags or len(m["signs"]) > 1):
            words[at], depths[at] = text[m.end() :], len(m["signs"])


def _named(texts: Sequence[str], head: int) -> str:
    """The name that a head states, or that stands before the lines right below it."""
    m = HEAD.match(texts[head])
    if m is None or not STATED.search(m["rest"]):
        return ""
    if m["tag"]:
        return m["tag"]
    below = next((text for text in texts[head + 1 : head + 2 + MOST_GAP] if text.strip()), "")
    tagged = TAGGED.match(below)
    return tagged["tag"] if tagged else ""
