"""Mails -> the threads that Jamie Zawinski's description gives (https://www.jwz.org/doc/threading.html, steps 1 to 4).

To judge by, where programs part mails differently. Its fifth step, which joins threads by subject, is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from benchmarks.shared.mail_truth import StatedMail

Parents = dict[str, str]


def jwz_threads(mails: Sequence[StatedMail]) -> list[set[str]]:
    """The ids of each thread, mails taken by their dates."""
    ids = {mail.id for mail in mails}
    parents: Parents = {}
    for mail in sorted(mails, key=lambda each: (each.seconds, each.id)):
        chain = [*reversed(mail.parents)]
        for above, below in pairwise(chain):
            if below not in parents and not is_above(parents, below, above):
                parents[below] = above
        if chain:
            before = parents.pop(mail.id, None)  # its own words count more than what others implied
            if not is_above(parents, mail.id, chain[-1]):
                parents[mail.id] = chain[-1]
            elif before is not None:
                parents[mail.id] = before
    return parted(ids, parents)


def is_above(parents: Parents, one: str, other: str) -> bool:
    """Whether the first is the second or an ancestor of it."""
    place: str | None = other
    while place is not None and place != one:
        place = parents.get(place)
    return place is not None


def parted(ids: set[str], parents: Parents) -> list[set[str]]:
    """The threads, without what is empty above a single answer: that joins nothing."""
    children = Counter(parents.values())
    below = {above: child for child, above in parents.items()}
    tops = {one for one in (*parents, *parents.values(), *ids) if one not in parents}
    while tops:
        top = tops.pop()
        if top not in ids and children[top] == 1:
            parents.pop(below[top], None)
            tops.add(below[top])
    threads: dict[str, set[str]] = defaultdict(set)
    for id_ in ids:
        top = id_
        while top in parents:
            top = parents[top]
        threads[top].add(id_)
    return list(threads.values())
