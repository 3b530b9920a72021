"""A Reconstruction -> the same without the heads that stand before words in their line: "14:56 <Ada> The lamp" is "The lamp".

Characters are counted in such lines from where the words begin, as everything that is stored of a post counts them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from threads.reconstruct.types import MissingPost, Place, Reconstruction, RunReading, Source

Starts = Mapping[str, Mapping[int, int]]


def without_run_on_heads(reconstruction: Reconstruction) -> Reconstruction:
    """Cut them off, where a document has any."""
    starts: Starts = {each.document: each.starts for each in reconstruction.documents if each.starts}
    if not starts:
        return reconstruction
    texts = {
        name: tuple(text[starts[name].get(number, 0) :] for number, text in enumerate(lines, 1))
        if name in starts
        else lines
        for name, lines in reconstruction.texts.items()
    }
    documents = tuple(
        replace(each, runs=tuple(_run(run, starts.get(each.document, {}), starts) for run in each.runs))
        for each in reconstruction.documents
    )
    missing = tuple(_missing(each, starts) for each in reconstruction.missing)
    return replace(reconstruction, documents=documents, missing=missing, texts=texts)


def _run(run: RunReading, own: Mapping[int, int], starts: Starts) -> RunReading:
    if not run.sources:
        return run
    start = own.get(run.first_line, 0) if run.first_line == run.last_line else 0
    return run._replace(sources=tuple(_source(source, start, starts) for source in run.sources))


def _source(source: Source, start: int, starts: Starts) -> Source:
    places = tuple(_place(place, starts) for place in source.places)
    return source._replace(places=places, start=max(0, source.start - start), end=max(0, source.end - start))


def _place(place: Place, starts: Starts) -> Place:
    start = starts.get(place.document, {}).get(place.line, 0)
    return place._replace(start=max(0, place.start - start), end=max(0, place.end - start)) if start else place


def _missing(post: MissingPost, starts: Starts) -> MissingPost:
    return replace(post, passages=tuple(_place(place, starts) for place in post.passages))
