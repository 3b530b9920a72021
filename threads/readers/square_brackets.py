"""HTML in which markup in square brackets was left unread -> the same with the elements that it means.

<p>[quote="Ada"]It cracked.[/quote]</p>     a forum that moved to another program kept them: only whole pairs are taken,
<p>[code]a = b[1];[/code]</p>               and nothing within code
"""

from __future__ import annotations

import re
from html import escape, unescape

CODE = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>)", re.DOTALL | re.IGNORECASE)
TAG = re.compile(
    r"""\[(?P<name>quote|code|b|i|u)(?:=(?P<named>["\u201c][^"\u201d\n\]]{0,200}["\u201d]|[^\]\n]{0,200}))?\]|\[/(?P<end>quote|code|b|i|u)\]""",
    re.IGNORECASE,
)
LINE_END = re.compile(r"<br ?/?>\n?")
PARAGRAPHS = re.compile(r"</p>\s{0,20}<p(?: dir=\"\w{1,9}\")?>")
ELEMENT = re.compile(r"<(?!/?a\b)[a-z/]", re.IGNORECASE)
# The other half is looked for among so many open tags, so that time stays in proportion to length.
OPEN_MOST = 50
INLINE = {"b": "strong", "i": "em", "u": "u"}


def read_brackets(html: str) -> str:
    """Take each pair of tags outside code for the elements it means; what has no other half stays as it is."""
    if "[/" not in html:
        return html
    parts = CODE.split(html)
    parts[::2] = [_read(part) for part in parts[::2]]
    return "".join(parts)


def _read(html: str) -> str:
    open_tags: list[re.Match[str]] = []
    written: dict[int, tuple[int, str]] = {}
    latest = -1  # where the last pair that was closed begins
    for m in TAG.finditer(html):
        if not m["end"]:
            open_tags.append(m)
            continue
        nearest = range(len(open_tags) - 1, max(len(open_tags) - 1 - OPEN_MOST, -1), -1)
        begun = next((n for n in nearest if open_tags[n]["name"].lower() == m["end"].lower()), None)
        if begun is None:
            continue
        begin = open_tags[begun]
        del open_tags[begun:]
        is_code = begin["name"].lower() == "code"
        # Code that holds a pair of its own is not looked through: it would be, once for each that it stands in.
        pair = (
            None
            if is_code and latest > begin.start()
            else _elements(begin, html[begin.end() : m.start()] if is_code else "")
        )
        latest = max(latest, begin.start())
        if pair:
            written |= {begin.start(): (begin.end(), pair[0]), m.start(): (m.end(), pair[1])}
    return _written(html, written)


def _elements(begin: re.Match[str], inside: str) -> tuple[str, str] | None:
    """What stands for the two halves; code only where its lines are all that is in it."""
    name = begin["name"].lower()
    if name in INLINE:
        return (f"<{INLINE[name]}>", f"</{INLINE[name]}>")
    if name == "code":
        is_plain = not ELEMENT.search(LINE_END.sub("", PARAGRAPHS.sub("", inside)))
        return ("</p><pre><code>", "</code></pre><p>") if is_plain else None
    who = unescape(begin["named"] or "").strip('"\u201c\u201d ').split(",")[0]
    title = f'<div class="title">{escape(who)}:</div>' if who else ""
    return (f'</p><aside class="quote">{title}<blockquote><p>', "</p></blockquote></aside><p>")


def _written(html: str, written: dict[int, tuple[int, str]]) -> str:
    parts: list[str] = []
    done, is_code = 0, False
    for start, (end, element) in sorted(written.items()):
        piece = html[done:start]
        parts += [LINE_END.sub("\n", PARAGRAPHS.sub("\n\n", piece)) if is_code else piece, element]
        is_code = element.endswith("<code>")
        done = end
    return "".join([*parts, html[done:]])
