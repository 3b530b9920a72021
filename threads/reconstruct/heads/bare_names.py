"""Names alone in their lines -> whether they stand over posts, or sign them.

Ada                                      The third buoy drifts again.
The third buoy drifts again.             Ada
Bruno                                    Then its chain has gone.
Then its chain has gone.                 Cheers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from threads.reconstruct.heads.blocks import Blocks
from threads.reconstruct.heads.cues import is_row_of_buttons, is_sure_chrome
from threads.reconstruct.heads.rows import Row

# So many write, and a name that comes at so many of all posts signs those of one author.
WRITERS, SIGNS_MOST = 3, 0.6


def are_several(names: Sequence[str | None]) -> bool:
    """Whether three or more write, and nobody most of it: who always signs comes again and again."""
    counts = Counter(name.casefold() for name in names if name)
    return len(counts) >= WRITERS and max(counts.values()) < SIGNS_MOST * counts.total()


def open_posts(blocks: Blocks, rows: Sequence[Row]) -> bool:
    """Whether names alone in their lines stand over posts, and do not sign them: over the first nobody speaks, or buttons come too."""
    shared = [alike for alike in blocks.tops | blocks.bottoms if any(map(str.isalpha, alike))]
    if any(is_sure_chrome(alike) or is_row_of_buttons(alike) for alike in shared):
        return True
    return not any(row.is_prose for row in rows[: blocks.anchors[0].index])
