"""A page of text from which lines go, as it is stored -> how the rest of it is to be read from now on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import FilteredRelation, Q

from threads.line_entries import remaining
from threads.loading.erased.alone import OF_POSTS, heads_left, rank_of
from threads.loading.erased.gaps import held_in
from threads.loading.erasing.planning import Plan
from threads.loading.parsing import record_of
from threads.models import Appearance, Post
from threads.models import Record as StoredRecord
from threads.reconstruct.normalise import is_hard_wrapped, is_wrapped
from threads.records import Held, split_lines
from threads.words.kinds import Origin, Role


def held_of(plan: Plan, record_id: int) -> Held:
    """Where its other posts begin, and the roles of their lines."""
    record = StoredRecord.objects.select_related("document").get(pk=record_id)
    going = plan.lines[record_id]
    texts = split_lines(bytes(record.raw).decode(record.document.encoding))
    before = held_in(record.erased)
    rest = [(line, entry) for entry in remaining(record.entries, going) for line in entry.lines]
    roles = {line: entry.role for line, entry in rest if entry.role in OF_POSTS}
    originals = ((line, entry.original_of(line)) for line, entry in rest if entry.role == Role.DUPLICATE)
    copies = {line: (each.document, each.line) for line, each in originals if each and each.record is None}
    appearances = Appearance.objects.filter(record=record, is_original=True).exclude(post__in=plan.posts)
    first: dict[int, int] = {}
    begins = {}
    for appearance in (
        appearances.select_related("post").defer("post__html", "post__text", "post__search").order_by("first_line")
    ):
        lines = (line for line in range(appearance.first_line, appearance.last_line + 1) if line in roles)
        line = next(lines, None)
        if line is not None and appearance.post_id not in first:
            first[appearance.post_id] = line
            begins[line] = (appearance.post.confidence, tuple(appearance.post.cues))
    return Held(
        is_wrapped=before.is_wrapped if before else is_hard_wrapped(texts),
        is_set=before.is_set if before else is_wrapped(texts),
        begins=begins,
        roles=roles,
        copies=copies,
        rank=rank_of(record_of(record), before),
        heads=heads_left(record_of(record), going, before),
    )


def ties_of(posts: Iterable[int]) -> list[list[Any]]:
    """Whom each post of some threads answers, by keys, and how that was known."""
    threads = Post.objects.filter(pk__in=list(posts)).values("thread")
    ties = []
    rows = Post.objects.filter(thread__in=threads).annotate(
        best=FilteredRelation("edges", condition=Q(edges__is_primary=True))
    )
    for key, parent, origin, confidence in rows.values_list("key", "parent__key", "best__origin", "best__confidence"):
        above = bytes(parent).hex() if parent else None
        ties.append([bytes(key).hex(), above, origin or Origin.SEQUENCE.value, confidence or 0.0])
    return ties
