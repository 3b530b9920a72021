"""The names in a folder -> those that belong to a saved page or to a program that mirrors sites, and are no documents.

Topic.html, Topic_files/style.css      browsers put what a page needs into a folder of its name
hts-cache/, hts-log.txt                HTTrack keeps these beside what it copied
robots.txt, theme/style.css@v=3        wget takes whatever a page names
archive/data.warc.gz, pages/, indexes/ in a WACZ the first alone holds what was saved
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from threads.words.vocabulary import either

PAGES = (".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".mht", ".mhtml")
# How browsers call the folder of a page, each in the language of who saved it.
FOLDER = re.compile(rf"(.+)(?:{either('page_folder')})", re.IGNORECASE | re.DOTALL)
# What makes a page look as it does, by what its name ends with.
REQUISITE_NAME = re.compile(
    r"\.(?:css|js|mjs|map|png|jpe?g|jpe|gif|ico|cur|svgz?|webp|avif|bmp|woff2?|ttf|otf|eot|swf|mp3|mp4|webm|ogg|ogv|wav|"
    r"avi|mov|flv)\Z",
    re.IGNORECASE | re.DOTALL,
)
OF_HTTRACK = frozenset(
    ("hts-cache", "hts-log.txt", "hts-in_progress.lock", "hts-stop.lock", "backblue.gif", "fade.gif")
)
BESIDE_PAGE = "belongs to a saved page of its name, skipped: it is no document of its own"
REQUISITE = "a picture, style or script, skipped: it is no document of its own"
MIRROR_SKIPPED = "written by the program that mirrored the site, skipped"
WACZ_SKIPPED = "an index of the web archive, skipped: its pages are in archive/"


class Neighbours:
    """The names that lie together, in a folder or a container: what each of them belongs to."""

    def __init__(self, names: Iterable[str] = (), *, is_wacz: bool = False) -> None:
        self._is_wacz = is_wacz
        self._pages: set[str] = set()
        self._has_httrack = False
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Note a name; those that lie in the folder of a page are told by the page's."""
        path = _unified(name)
        stem, dot, suffix = path.rpartition(".")
        if dot and f".{suffix.lower()}" in PAGES:
            self._pages.add(stem)
        self._has_httrack = self._has_httrack or path.rpartition("/")[2] in OF_HTTRACK

    def left_out(self, name: str, *, is_folder: bool = False) -> str:
        """Why what has such a name is no document, if it is none."""
        *folders, last = _unified(name).split("/")
        if is_folder:
            folders, last = [*folders, last], ""
        if self._is_wacz:
            return "" if folders[:1] == ["archive"] else WACZ_SKIPPED
        for depth, folder in enumerate(folders):
            found = FOLDER.fullmatch(folder)
            if found and "/".join([*folders[:depth], found[1]]) in self._pages:
                return BESIDE_PAGE
        if not OF_HTTRACK.isdisjoint((*folders, last)) or (self._has_httrack and last == "cookies.txt"):
            return MIRROR_SKIPPED
        if last.lower() == "robots.txt":
            return MIRROR_SKIPPED
        # "style.css@v=3" is a style; "viewtopic.php?file=a.png" is what a program sent.
        called = re.split("[?@]", last, maxsplit=1)[0]
        return REQUISITE if REQUISITE_NAME.search(called if "." in called else last) else ""


def is_wacz(names: Iterable[str]) -> bool:
    """Whether a zip of such members is a packed archive of the web."""
    known = set(names)
    return "datapackage.json" in known and any(name.startswith("archive/") and ".warc" in name for name in known)


def _unified(name: str) -> str:
    return name.replace("\\", "/")
