"""Records -> posts, quotes and reply edges: the one function that turns pages into threads, its stages in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from threads.reconstruct.assembly import Findings, write_reading
from threads.reconstruct.by_hand import quotes_by_hand, with_hints
from threads.reconstruct.edges import find_answers, without_cycles
from threads.reconstruct.headed_edges import with_stated
from threads.reconstruct.library import Library, without_chance
from threads.reconstruct.page_kinds import read_kinds, sequence_edges
from threads.reconstruct.pages import NOTHING_RENDERED, read_page
from threads.reconstruct.posts import draft_posts
from threads.reconstruct.rendered.values import Rendering
from threads.reconstruct.types import Reconstruction
from threads.records import Hints, TextRecord

__all__ = ["reconstruct"]


def reconstruct(
    records: Sequence[TextRecord],
    *,
    common: AbstractSet[int] = frozenset(),
    hints: Mapping[str, Hints] | None = None,
    renderings: Mapping[str, Rendering] | None = None,
) -> Reconstruction:
    """Read a set of documents as one archive. The answer depends on the set, not on the order of ``records``.

    ``common`` are fingerprints that more documents of the archive hold than fingerprint.COMMON_DOCUMENTS; they link
    nothing. ``hints`` maps a document to what the person who gave it knows, ``renderings`` to what stands on it of posts
    that other documents state. The same bytes given twice are one document.
    """
    rendering_of = renderings or {}
    unique = {record.document: record for record in sorted(records, key=lambda r: (r.path, r.ordinal), reverse=True)}
    hint_of = hints or {}
    pages = [
        read_page(
            record, rendering_of.get(record.document, NOTHING_RENDERED), hint_of.get(record.document, Hints()).held
        )
        for record in unique.values()
    ]
    pages.sort(key=lambda page: page.rank)
    links = without_chance(Library(pages, common).links(), pages)
    told, links = quotes_by_hand(with_hints(pages, hint_of), links)
    pages, drafts = draft_posts(told, links)
    answers = with_stated(pages, drafts, find_answers(pages, links, drafts))
    kinds = read_kinds(pages, links, drafts, answers)
    edges = without_cycles([*answers.edges, *sequence_edges(pages, links, drafts, answers, kinds)])
    return write_reading(Findings(pages, links, drafts, answers, kinds, edges, hint_of))
