"""Addresses and pictures in HTML -> the words that stand for them in plain text."""

from __future__ import annotations

from urllib.parse import urljoin

from threads.readers.html_tokens import Attributes

SCHEMES = ("http://", "https://", "ftp://")
# Longer addresses are data or tracking, and nobody reads them.
LONGEST_ADDRESS = 2_000
# Pictures of at most so many pixels are there to be counted, not seen.
TRACKER_PIXELS = {"0", "1", "0px", "1px"}
ELLIPSES = ("…", "...")


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


def picture(attributes: Attributes, base: str = "") -> str:
    """What stands for a picture: how it was typed, what it shows, or where it is."""
    if attributes.get("width") in TRACKER_PIXELS and attributes.get("height") in TRACKER_PIXELS:
        return ""
    words = attributes.get("alt", "").strip()
    if "emoji" in attributes.get("class", "").lower():
        return words or attributes.get("title", "")
    return words or address(attributes.get("src", ""), base)
