"""Text with marks of mail programs, not of writers -> the text, or HTML: text/enriched, and Eudora's x-flowed and x-html.

<bold>Wet</bold> oars <<tar>          Wet oars <tar>
<excerpt>Who has them?</excerpt>      > Who has them?
"""

from __future__ import annotations

import re
from typing import NamedTuple

ENRICHED = ("enriched", "richtext")
EUDORA = re.compile(r"\s{0,64}<x-(flowed|html|rich|charset [^>\n]{1,60})>\s{0,64}", re.IGNORECASE)
EUDORA_END = re.compile(r"</x-(?:flowed|html|rich|charset)>", re.IGNORECASE)
PIECE = re.compile(r"<<|<(/?)([A-Za-z0-9-]{1,60})>|\n+|[^<\n]+|<")


class Unmarked(NamedTuple):
    """A text without the marks about it, and what they said of it."""

    text: str
    is_html: bool = False
    is_flowed: bool = False


def unmarked(text: str) -> Unmarked:
    """A body without the marks that Eudora writes about it."""
    m = EUDORA.match(text)
    if m is None:
        return Unmarked(text)
    inside, end, after = text[m.end() :], "", ""
    if closing := EUDORA_END.search(inside):
        inside, end, after = inside[: closing.start()], closing[0], inside[closing.end() :]
    if m[1].lower().startswith("charset"):
        return unmarked(inside) if end else Unmarked(inside)
    if m[1].lower() == "html":
        return Unmarked(f"{inside}<p>{_escaped(after)}</p>" if after.strip() else inside, is_html=True)
    words = plain_of_enriched(inside) if m[1].lower() == "rich" else inside
    return Unmarked(words + after, is_flowed=m[1].lower() == "flowed")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").strip().replace("\n", "<br>")


def plain_of_enriched(text: str) -> str:
    """The words of text/enriched (RFC 1896): one line end is a space, n of them are n - 1; excerpts are quotes."""
    out: list[str] = []
    excerpts = unfilled = parameters = 0
    for m in PIECE.finditer(text):
        piece = m[0]
        name = (m[2] or "").lower()
        step = -1 if m[1] else 1
        if name == "param":
            parameters = max(0, parameters + step)
        elif name == "nofill":
            unfilled = max(0, unfilled + step)
        elif name == "excerpt":
            excerpts = max(0, excerpts + step)
            out.append("\n" if out and not out[-1].endswith("\n") else "")
            out.append("> " * min(excerpts, 9) if step > 0 else "")
        elif name == "nl":
            out.append("\n")
        elif name or parameters:
            continue
        elif piece[0] == "\n":
            ends = piece if unfilled else piece[1:] or " "
            out.append(ends.replace("\n", "\n" + "> " * min(excerpts, 9)))
        else:
            out.append("<" if piece == "<<" else piece)
    return "".join(out)
