"""A whole archive -> the sets of documents that share words, each reconstructed apart.

The reading of a document depends only on the documents it is linked to, directly or over others. So an import reads
again only what a new document is linked to, with the same result as reading everything at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from threads.reconstruct import reconstruct
from threads.reconstruct.fingerprint import COMMON_DOCUMENTS, fingerprints
from threads.reconstruct.types import AppearanceReading, Reconstruction
from threads.records import Hints, TextRecord
from threads.words.sets import Sets

Member = TypeVar("Member", bound=Hashable)


def reconstruct_archive(records: Sequence[TextRecord], hints: Mapping[str, Hints] | None = None) -> Reconstruction:
    """Read any documents as one archive, in the way an import of them all would."""
    by_document = {record.document: record for record in records}
    holders: defaultdict[int, list[str]] = defaultdict(list)
    for name, record in sorted(by_document.items()):
        for value in fingerprints(record):
            holders[value].append(name)
    common = frozenset(value for value, names in holders.items() if len(names) > COMMON_DOCUMENTS)
    links = [names for value, names in holders.items() if value not in common]
    return merged(
        reconstruct([by_document[name] for name in names], common=common, hints=hints)
        for names in components(by_document, links)
    )


def components(members: Iterable[Member], links: Iterable[Collection[Member]]) -> list[list[Member]]:
    """Cut members into the sets that links hold together; in the order of ``members``, sets by their first."""
    sets: Sets[Member] = Sets()
    for link in links:
        chain = iter(link)
        first = next(chain)
        for member in chain:
            sets.join(first, member)
    return sets.of(dict.fromkeys(members))


def merged(parts: Iterable[Reconstruction]) -> Reconstruction:
    """Several reconstructions of documents that have nothing in common, as one."""
    parts = list(parts)
    return Reconstruction(
        documents=tuple(document for part in parts for document in part.documents),
        posts=tuple(post for part in parts for post in part.posts),
        missing=tuple(post for part in parts for post in part.missing),
        edges=tuple(edge for part in parts for edge in part.edges),
        threads=tuple(thread for part in parts for thread in part.threads),
        texts={name: lines for part in parts for name, lines in part.texts.items()},
        rendered=_joined(parts),
    )


def _joined(parts: Iterable[Reconstruction]) -> dict[str, tuple[AppearanceReading, ...]]:
    """A post that its format states may stand on documents that have nothing else in common."""
    appearances_of: dict[str, tuple[AppearanceReading, ...]] = {}
    for part in parts:
        for post, appearances in part.rendered.items():
            appearances_of[post] = appearances_of.get(post, ()) + appearances
    return appearances_of
