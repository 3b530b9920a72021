"""The folders of the embedded server -> a sentence, if the disk they lie on is full."""

from __future__ import annotations

import shutil
from pathlib import Path

from forum.postgres.folders import POINTER

# PostgreSQL ends when it cannot make the next file of its log, which has 16 MB; two, because other programs write too.
ROOM = 32 * 2**20


def fullness(forum_data: Path, room: int = ROOM) -> str:
    """Say which disk is full and what to do; nothing where there is room."""
    pointer = forum_data / POINTER
    elsewhere = [Path(pointer.read_text().strip())] if pointer.is_file() else []
    for folder in (forum_data, *elsewhere):
        left = shutil.disk_usage(folder).free if folder.is_dir() else room
        if left < room:
            return f"The disk that holds {folder} is full, or nearly so: {left / 1e6:.0f} MB are left. Make room there."
    return ""
