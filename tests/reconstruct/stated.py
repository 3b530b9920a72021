"""Posts of a mill that a format states, and what is read of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from threads.readers.building import Builder
from threads.reconstruct.stated import StatedPost, stated_posts
from threads.reconstruct.types import Reconstruction
from threads.records import Statement

NOON = datetime(2019, 3, 4, 12, tzinfo=UTC)
SLUICE = "The sluice gate at the upper pond jams whenever the frost lifts the western sill."
GREASE = "Grease does nothing for it because the sill itself moves by a finger's breadth."


def mail(
    id_: str,
    body: str = "",
    *,
    answers: tuple[str, ...] = (),
    quotes: tuple[tuple[int, str], ...] = (),
    minutes: int = 0,
    thread: str = "",
    title: str = "",
    source: str = "",
) -> StatedPost:
    builder = Builder()
    builder.begin()
    for depth, text in quotes:
        builder.write(text, "quote", depth=depth, source=source)
    builder.write(body)
    moment = NOON + timedelta(minutes=minutes)
    builder.end(Statement(id_, 0, 0, answers, thread, "Ida", "ida@mill", moment, title=title))
    (post,) = stated_posts(f"box#{id_}", "box.mbox", builder.parsed())
    return post


def parents(reading: Reconstruction) -> dict[str, str]:
    return {edge.child: edge.parent for edge in reading.edges if edge.is_primary}
