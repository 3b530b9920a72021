"""A post that was edited between its saves -> the way to what it said in the others; a script shows it below the post."""

from __future__ import annotations


def edited_note(post_id: int, versions: int, address: str) -> str:
    """The link to a post's versions, and the place for them."""
    return (
        f'<p class="notes"><a href="{address}" rel="nofollow" hx-get="{address}" hx-target="#v{post_id}">'
        f'edited between saves: {versions} versions</a></p>\n<div id="v{post_id}"></div>\n'
    )
