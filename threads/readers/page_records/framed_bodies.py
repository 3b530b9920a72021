"""Elements that programs set around every post as if it were a quote -> elements that say nothing of the kind.

    <div class="content"> <blockquote class="restore">My bassoon cracked.</blockquote> </div>        vBulletin 4, to print

A person may post nothing but a quote; a template does so in all posts.
"""

from __future__ import annotations

from collections import Counter

from threads.readers.page_records.dom import Node, PageTree
from threads.readers.page_records.hints import BODY, NO_BODY, is_named, says, shape

# So many bodies of one shape tell what their template does, and in nearly all of them it does so.
LEAST_BODIES, NEARLY_ALL = 2, 0.9


def take_frames_off(page: PageTree) -> None:
    """Make of the quotes that hold all the words of nearly every body elements without a meaning."""
    bodies: Counter[str] = Counter(
        shape(node) for node in page.nodes if node.prose + node.linked and is_named(says(node), BODY, NO_BODY)
    )
    frames = [node for node in page.nodes if node.tag == "blockquote" and _is_whole(page, node)]
    framed = Counter(shape(page.nodes[node.parent]) for node in frames)
    for node in frames:
        around = shape(page.nodes[node.parent])
        if bodies[around] >= LEAST_BODIES and framed[around] >= NEARLY_ALL * bodies[around]:
            node.tag = node.element.tag = "div"
            node.keys = ()


def _is_whole(page: PageTree, node: Node) -> bool:
    """Whether an element holds all the words of the one it stands in."""
    if node.parent < 0 or not node.prose + node.linked:
        return False
    outer = page.nodes[node.parent]
    return (outer.prose, outer.linked) == (node.prose, node.linked)
