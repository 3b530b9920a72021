"""What a page on the disk says of a picture's place -> the file, if it lies in the folder that was given.

    given FOLDER, in it reeds/Topic.html     <img src="Topic_files/oar.jpg">            reeds/Topic_files/oar.jpg
    given FOLDER, in it reeds.example/t.html <img src="/i/oar.jpg">                     reeds.example/i/oar.jpg
                                             <img src="http://reeds.example/i/oar.jpg">
    given Topic.html alone                   its own Topic_files, and nothing else that lies there

Links that lead out are not followed, whoever made them: a page must not bring its reader's own pictures into an archive.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from threads.readers.files import OUTWARD, FoundFile, read_file
from threads.readers.pictures.verifying import MOST_BYTES
from threads.readers.saved.companions import FOLDER
from threads.records import Refusal

# A site lies in a folder of its host; its folders are no deeper below the one given.
MOST_ABOVE = 16
LONGEST_PLACE, LONGEST_TOLD = 1_000, 200
ELSEWHERE = "that lies outside of the folder, and is not looked for: {}; if it is the site's, give the folder above"


class FoundPicture(NamedTuple):
    """The bytes of a picture's file, and how it is called among what was given."""

    name: str
    content: bytes


def picture_beside(page: FoundFile, source: str) -> FoundPicture | Refusal | None:
    """The picture that a page names by a source; None where no such file lies there, or it is none of the page's."""
    folder = page.folder or os.path.dirname(page.path)  # noqa: PTH120 (as given, for people to recognise)
    outward = (
        Refusal(page.name, f"names a picture {ELSEWHERE.format(source[:LONGEST_TOLD])}")
        if _leads_out(page.name, source)
        else None
    )
    for place in places(page.name, source):
        path = os.path.join(folder, place)  # noqa: PTH118
        if not os.path.lexists(path) or not (page.folder or _is_own(page, place)):
            continue
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder or ".")):
            outward = Refusal(path, OUTWARD)
            continue
        content = read_file(path, MOST_BYTES)
        return content if isinstance(content, Refusal) else FoundPicture(place, content)
    return outward


def places(page: str, source: str) -> Iterator[str]:
    """The names, among what was given or in a container, that a page of a name may mean by a source; none leads out."""
    if not source or len(source) > LONGEST_PLACE or "\0" in source:
        return
    try:
        parts = urlsplit(source.strip())
    except ValueError:
        return
    if parts.scheme not in ("", "http", "https"):
        return
    paths = list(dict.fromkeys([unquote(f"{parts.path}?{parts.query}") if parts.query else "", unquote(parts.path)]))
    above = page.split("/")[:-1]
    folders = ["/".join(above[:depth]) for depth in range(len(above), max(-1, len(above) - MOST_ABOVE), -1)]
    is_from_top = bool(parts.netloc) or parts.path.startswith("/")
    for path in filter(None, paths):
        for folder in folders if is_from_top else folders[:1]:
            tails = [f"{parts.netloc}/{path.lstrip('/')}"] if parts.netloc else []
            if not parts.netloc or posixpath.basename(folder) == parts.netloc:
                tails.append(path.lstrip("/"))
            for tail in tails:
                place = posixpath.normpath(posixpath.join(folder, tail.replace("\\", "/")))
                if not place.startswith(("../", "/")) and place not in ("..", "."):
                    yield place


def _leads_out(page: str, source: str) -> bool:
    """Whether a source leads out of what was given, over the folders above it."""
    is_relative = ".." in source and not source.startswith("/") and ":" not in source.partition("/")[0]
    return is_relative and posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(source))).startswith(
        "../"
    )


def _is_own(page: FoundFile, place: str) -> bool:
    """Whether a place is in the folder that a browser made for the page."""
    found = FOLDER.fullmatch(place.partition("/")[0])
    return found is not None and found[1] == page.name.rpartition(".")[0]
