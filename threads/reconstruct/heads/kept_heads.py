"""What a page states of its posts -> the same without some of them, as JSON and back.

A page from which posts were erased has too few heads left, perhaps, to tell from them which lines are heads. So it is
remembered what the rest of them said; their lines have not changed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from threads.reconstruct.heads.answers import StatedAnswer
from threads.reconstruct.heads.head_values import Heads, StatedHead


def written_heads(heads: Heads, going: Collection[int]) -> dict[str, Any]:
    """The heads as JSON, without those whose lines go. Where names stand on the lines of words, all of a post's lines go."""
    lines_of: dict[int, list[int]] = {}
    for line, post_at in heads.chrome.items():
        if post_at is not None:
            lines_of.setdefault(post_at, []).append(line)
    staying = [
        at
        for at, post in enumerate(heads.posts)
        if not all(line in going for line in lines_of.get(at) or range(post.first, post.last + 1))
    ]
    number_of = {at: number for number, at in enumerate(staying)}
    names = {heads.posts[at].author for at in staying}
    posts = []
    for at in staying:
        post = heads.posts[at]
        posts.append({**asdict(post), "posted_at": post.posted_at.isoformat() if post.posted_at else None})
    return {
        **{each.name: getattr(heads, each.name) for each in fields(heads) if each.name not in ("posts", "chrome")},
        "posts": posts,
        "chrome": [
            [line, None if post is None else number_of[post]]
            for line, post in heads.chrome.items()
            if line not in going and (post is None or post in number_of)
        ],
        "cues": list(heads.cues),
        "starts": [[line, start] for line, start in heads.starts.items() if line not in going],
        "attributions": [[line, name] for line, name in heads.attributions.items() if line not in going],
        "labels": sorted(heads.labels.difference(going)),
        "owner": heads.owner if staying else None,
        "aliases": [[name, list(others)] for name, others in heads.aliases.items() if name in names],
    }


def heads_before(kept: Mapping[str, Any]) -> Heads:
    """The heads that were written so."""
    posts = []
    for post in kept["posts"]:
        moment, answers = post["posted_at"], post["answers"]
        posts.append(
            StatedHead(
                **{
                    **post,
                    "posted_at": datetime.fromisoformat(moment) if moment else None,
                    "answers": StatedAnswer(**answers) if answers else None,
                }
            )
        )
    return Heads(
        **{
            **kept,
            "posts": tuple(posts),
            "chrome": dict(kept["chrome"]),
            "cues": tuple(kept["cues"]),
            "starts": dict(kept["starts"]),
            "attributions": dict(kept["attributions"]),
            "labels": frozenset(kept["labels"]),
            "aliases": {name: tuple(others) for name, others in kept.get("aliases", ())},
        }
    )
