"""What the markup of Discourse means: quotes of posts, pictures, films, polls, previews of links.

<aside class="quote" data-post="4" data-topic="12"> <div class="title">Ada:</div> <blockquote>...   a quote of 12/4
[quote="Ada, post:4, topic:12"]...[/quote]                                                          the same, as typed
"""

from __future__ import annotations

import re
from html import escape

from threads.readers.building import Builder
from threads.readers.html_lines import Look, Looker, write_html
from threads.readers.html_tokens import Attributes
from threads.readers.markdown import MOST_CHARACTERS, PARSER
from threads.readers.square_brackets import read_brackets
from threads.words.emoji import sign_of

NUMBER = re.compile(r"[0-9]{1,18}")
DROP, BARE = Look(is_dropped=True), Look(is_bare=True)
# By class: the page's own controls, icons and counts.
BY_CLASS = {
    "title": Look(role="attribution"),
    **dict.fromkeys(
        "quote-controls avatar badge-wrapper badge-category__wrapper meta site-icon thumbnail onebox-avatar"
        " onebox-avatar-inline poll-info show-more-container d-icon github-icon-container".split(),
        DROP,
    ),
    **dict.fromkeys("mention mention-group hashtag hashtag-cooked".split(), BARE),
}
QUOTE_TAG = re.compile(
    r"""\[quote(?:=(?P<named>"[^"\n]{0,400}"|[^\]\n]{0,400}))?\]|(?P<end>\[/quote\])""", re.IGNORECASE
)


def write_cooked(builder: Builder, html: str, topic: str, site: str) -> None:
    """Write a post from the HTML that its forum made of it."""
    write_html(builder, read_brackets(html), base=site, look=_looker(topic))


def write_raw(builder: Builder, text: str, topic: str, site: str) -> None:
    """Write a post as it was typed: Markdown, with quotes in square brackets."""
    if len(text) > MOST_CHARACTERS:
        builder.write(text)
        return
    parts, at = [], 0
    for m in QUOTE_TAG.finditer(text):
        parts += [
            PARSER.render(text[at : m.start()]),
            "</blockquote></aside>" if m["end"] else _aside(m["named"] or ""),
        ]
        at = m.end()
    write_cooked(builder, "".join([*parts, PARSER.render(text[at:])]), topic, site)


def _aside(label: str) -> str:
    """The tag ``"Ada, post:4, topic:12"`` as the forum would write it in HTML."""
    who, *rest = label.strip('"').split(",")
    stated = dict(part.strip().split(":", 1) for part in rest if ":" in part)
    data = "".join(f' data-{key}="{escape(stated[key])}"' for key in ("post", "topic") if key in stated)
    title = f'<div class="title">{escape(who.strip())}:</div>' if who.strip() else ""
    return f'<aside class="quote"{data}>{title}<blockquote>'


def _looker(topic: str) -> Looker:
    return _Looks(topic).look


class _Looks:
    """What elements mean, while they are met in order: a preview's address stands in its first link and then again."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._is_at_address = False
        self._address = ""

    def look(self, name: str, attributes: Attributes) -> Look | None:
        if name == "a" and self._is_known(attributes.get("href", "")):
            return BARE
        classes = attributes.get("class", "").split()
        if not classes:
            return None
        if name == "img" and "emoji" in classes:
            return Look(is_dropped=True, words=sign_of(attributes.get("title") or attributes.get("alt", "")))
        if name == "aside":
            self._is_at_address, self._address = "onebox" in classes, ""
            return _quote(attributes, self._topic) if "quote" in classes else None
        if "lazyYT" in classes and "lazyYT-container" not in classes:
            return _film(attributes)
        if "ytp-thumbnail-image" in classes:
            return Look(is_dropped=True, words=attributes.get("title", "").strip() or "film")
        for each in classes:
            if each in BY_CLASS:
                return BY_CLASS[each]
        return None

    def _is_known(self, address: str) -> bool:
        """Tell whether the preview's address leads there, which its first link says."""
        if self._is_at_address:
            self._is_at_address, self._address = False, address
            return False
        return bool(address) and address == self._address


def _quote(attributes: Attributes, topic: str) -> Look:
    """The post that a quote names; in the topic itself, where no other is named."""
    post, other = attributes.get("data-post", ""), attributes.get("data-topic", "") or topic
    is_named = NUMBER.fullmatch(post) and NUMBER.fullmatch(other)
    return Look(source=f"{int(other)}/{int(post)}" if is_named else "")


def _film(attributes: Attributes) -> Look:
    """A film that the page loads when it is asked for."""
    title, key = attributes.get("data-youtube-title", "").strip(), attributes.get("data-youtube-id", "").strip()
    address = f"https://www.youtube.com/watch?v={key}"
    return Look(words=f" {title} ({address}) " if title else f" {address} ") if key else Look()
