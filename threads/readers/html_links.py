"""Addresses and pictures in HTML -> the words that stand for them in plain text."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from threads.readers.html_tokens import Attributes
from threads.records import HERE, picture, place_here

SCHEMES = ("http://", "https://", "ftp://")
# Longer addresses are data or tracking, and nobody reads them.
LONGEST_ADDRESS = 2_000
# Pictures of at most so many pixels are there to be counted, not seen.
TRACKER_PIXELS = {"0", "1", "0px", "1px"}
ELLIPSES = ("…", "...")
# Of forums: what the classes of smileys and portraits hold, the folders of smileys, and how an emoji is typed.
SIGN_CLASSES = ("emoji", "emoticon", "smil", "inlineimg", "avatar")
SIGN_ADDRESS = re.compile(r"/(?:emojis?|emoticons?|smil(?:ie|ey)s?)/", re.IGNORECASE)
# As forum programs have named the files of their smileys since the first ones; with no more than one word for it.
SIGN_FILE = re.compile(
    r"(?:^|[/_-])(?:smiley?|biggrin|grin|cool|sad|wink|tongue|razz|surprised|eek|mad|angry|confused|rolleyes|lol|cry|evil|twisted"
    r"|redface|neutral|mrgreen|happy|laugh|dry|huh|unsure|blink|wacko|wub|mellow|ohmy|sleep|blush|cheesy|shocked|undecided|kiss"
    r"|embarrassed|lipsrsealed|thumbs?up)\d{0,2}\.(?:gif|png)$",
    re.IGNORECASE,
)
SIGN_NAME = re.compile(r"[A-Za-z]{2,12}")
# What programs write where nobody said what a picture shows.
FILE_NAME = re.compile(r"\S{1,200}\.(?:png|jpe?g|gif|webp|bmp|heic)(?:\.[0-9a-f]{8,64}\S{0,9})?", re.IGNORECASE)
SHORTCODE = re.compile(r":[\w+-]{1,40}:")


def address(href: str, base: str = "") -> str:
    """The address of a link, whole; empty where it leads nowhere outside of its page."""
    href = "".join(href.split())
    if len(href) > LONGEST_ADDRESS or href.startswith("#"):
        return ""
    if href.startswith("//"):
        href = "https:" + href
    lowered = href[:8].lower()
    if lowered.startswith(SCHEMES):
        return href
    if lowered.startswith("mailto:"):
        return href[7:].partition("?")[0]
    if not base or not href or ":" in href.partition("/")[0]:
        return ""
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def is_address(words: str, href: str) -> bool:
    """Tell whether the words of a link are its address, if with an end cut off or without what goes without saying."""
    short, whole = bare(words), bare(href)
    if short.endswith(ELLIPSES):
        return len(short) > 8 and whole.startswith(short.rstrip(".…"))
    return short == whole


def bare(words: str) -> str:
    """An address without its scheme and last slash."""
    words = words.strip()
    for scheme in SCHEMES:
        words = words.removeprefix(scheme)
    return words.removeprefix("www.").rstrip("/")


def picture_place(source: str, base: str = "", *, is_beside: bool = False) -> str:
    """Where a picture is: its address, or its place in what came with the page, if that came with its pictures."""
    place = address(source, base)
    if place or not is_beside or len(source) > LONGEST_ADDRESS:
        return place
    if source.startswith(HERE):
        return place_here(source.removeprefix(HERE))
    if source[:4].lower() == "cid:":
        return place_here(source[4:])
    is_relative = bool(source.strip()) and not base and ":" not in source.partition("/")[0] and source[0] not in "#?"
    return place_here(source) if is_relative else ""


def picture_text(attributes: Attributes, base: str = "", *, is_linked: bool = False, is_beside: bool = False) -> str:
    """What stands for a picture: what it shows, as its alternative text says, and where it is; of a sign, what was typed.

    One that is a link gets the link's address instead. See ``picture_place`` for ``is_beside``.
    """
    if attributes.get("width") in TRACKER_PIXELS and attributes.get("height") in TRACKER_PIXELS:
        return ""
    words, source = attributes.get("alt", "").strip(), attributes.get("src", "")
    if is_sign(attributes, words):
        if SIGN_NAME.fullmatch(words) and "avatar" not in attributes.get("class", "").lower():
            return f":{words}:"
        is_emoji = "emoji" in attributes.get("class", "").lower()
        return words or (attributes.get("title", "") if is_emoji else address(source, base))
    place = picture_place(source, base, is_beside=is_beside)
    if not words and not place and not is_linked:
        return ""
    is_name = is_address(words, place) or FILE_NAME.fullmatch(words) is not None
    return picture("" if is_name else words, "" if is_linked else place)


def is_sign(attributes: Attributes, words: str) -> bool:
    """Tell a smiley, an emoji or a user's portrait, by its class, its address, or words that are signs alone."""
    if any(name in attributes.get("class", "").lower() for name in SIGN_CLASSES) or SIGN_ADDRESS.search(
        attributes.get("src", "")
    ):
        return True
    if SIGN_FILE.search(attributes.get("src", "")) and len(words.split()) <= 1:
        return True
    return bool(words) and (SHORTCODE.fullmatch(words) is not None or not any(map(str.isalnum, words)))
