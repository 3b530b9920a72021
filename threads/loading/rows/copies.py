"""Posts that other documents state, on the pages being read -> their appearances, and the lines that they hold."""

from __future__ import annotations

from collections.abc import Container, Iterator

from threads.reconstruct.types import AppearanceReading, Reconstruction


def rendered_here(reading: Reconstruction, posts: Container[str]) -> Iterator[tuple[str, AppearanceReading]]:
    """Where such posts stand, each with its key; posts that went since the pages were read are left out."""
    return ((key, each) for key, places in reading.rendered.items() if key in posts for each in places)


def rendered_lines(reading: Reconstruction, posts: Container[str]) -> dict[tuple[str, int], str]:
    """The post of each such line."""
    return {(each.document, line): key for key, each in rendered_here(reading, posts) for line in each.lines}
