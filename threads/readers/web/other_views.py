"""The address of a topic, in whichever view it was saved -> the name under which the program's own reader keeps its thread.

    http://reeds.example/viewtopic.php?f=2&t=12&view=print     reeds.example/t12
    http://reeds.example/archive/index.php/t-12-p-2.html       reeds.example/t12      vBulletin's view for phones
    http://reeds.example/index.php?action=printpage;topic=12.0 reeds.example/t12      SMF
    http://reeds.example/printthread.php?tid=12                reeds.example/showthread.php?tid=12      MyBB

Pages to print and for phones have no ids of posts, and no reader of their own: by their thread they find the posts they show.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# The end of the path, the query, and how the thread is called behind the folder of the program.
VIEWS = (
    (re.compile(r"/(?:viewtopic|showthread|printthread)\.php\Z"), re.compile(r"(?:^|[&;])t=(\d{1,19})\b"), "/t{}"),
    (re.compile(r"/(?:index\.php)?\Z"), re.compile(r"(?:^|[&;])topic=(\d{1,19})\b"), "/t{}"),
    (re.compile(r"/(?:showthread|printthread)\.php\Z"), re.compile(r"(?:^|[&;])tid=(\d{1,19})\b"), "/showthread.php?tid={}"),
)  # fmt: skip
LOW_VIEWS = (
    (re.compile(r"/archive/index\.php/t-(\d{1,19})(?:-p-\d{1,6})?\.html\Z"), "/t{}"),
    (re.compile(r"/archive/index\.php/thread-(\d{1,19})(?:-\d{1,6})?\.html\Z"), "/showthread.php?tid={}"),
)


def topic_of(address: str) -> str:
    """The name of the topic that an address shows; empty for an address of no program that is known."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if not host:
        return ""
    for path, query, name in VIEWS:
        at, number = path.search(parts.path[:2000]), query.search(parts.query[:2000])
        if at and number:
            return host + parts.path[: at.start()] + name.format(number[1].lstrip("0") or "0")
    for path, name in LOW_VIEWS:
        # "/archive/index.php?t-12.html" is the same, where servers know no paths behind scripts.
        whole = f"{parts.path}/{parts.query}" if parts.query else parts.path
        if found := path.search(whole[:2000]):
            return host + whole[: found.start()] + name.format(found[1].lstrip("0") or "0")
    return ""
