"""How a page is cut into posts. Every word here is invented."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from threads.reconstruct import segment as segmentation
from threads.reconstruct.normalise import paragraphs_of
from threads.reconstruct.segment import Segment, best_starts, boundary_probabilities, segment

WEIGHTS_FILE = Path(segmentation.__file__).with_name("boundary_weights.json")


def cut(*lines: str, quoted: dict[int, int] | None = None, sure: dict[int, bool] | None = None) -> list[Segment]:
    """Cut a page given line by line; ``quoted`` maps the place of a quote to that of its source."""
    sources = [(quoted or {}).get(place) for place in range(len(lines))]
    return segment(paragraphs_of(lines), sources, sure=sure or {})


def starts(segments: list[Segment]) -> list[int]:
    return [found.first for found in segments]


def test_an_empty_page_has_no_posts():
    assert segment([], []) == []


def test_a_page_of_one_paragraph_is_one_post():
    assert starts(cut("The kettle in the hall leaks again.")) == [0]


def test_a_greeting_after_a_thank_you_starts_a_post():
    segments = cut("The kettle in the hall leaks. Who can mend it? Thanks in advance!", "Hi Ada, Bruno here. I mended it.")

    assert starts(segments) == [0, 1]
    assert "opens with a greeting" in segments[1].cues


def test_a_line_after_a_colon_belongs_to_the_same_post():
    assert starts(cut("Here is what the label on my kettle says:", "1.7 litres, 230 volts, made for the hall")) == [0]


def test_own_text_after_a_quote_never_starts_a_post():
    segments = cut("The kettle in the hall leaks.", "The kettle in the hall leaks.", "Hi! Thanks! Great!", quoted={1: 0})

    assert starts(segments) == [0, 1]


def test_a_boundary_lies_between_a_source_and_its_quote():
    segments = cut(
        "The kettle in the hall leaks,", "and the lid of it is lost,", "and the kettle in the hall leaks,", quoted={2: 0}
    )

    assert len(segments) > 1


def test_a_very_unlikely_boundary_is_not_forced_by_a_quote():
    assert best_starts([0.0, -0.43, -0.43, -0.43], [None, None, None, 0]) == [0]


def test_what_is_sure_overrides_every_cue():
    lines = ("The kettle leaks. Thanks!", "Hi Ada! Bruno here.", "and the lid is lost, too,")

    assert starts(cut(*lines, sure={1: False, 2: True})) == [0, 2]


def test_a_sure_boundary_is_certain_and_says_so():
    segments = cut("The kettle leaks.", "and the lid is lost,", sure={1: True})

    assert segments[1] == Segment(1, 1, 1.0, ("is known to start a post",))


@pytest.mark.parametrize("seed", range(20))
def test_no_page_loses_or_repeats_a_paragraph(seed: int):
    rng = random.Random(seed)
    words = "hi thanks kettle the lid ? : , leaks Ada and great edit { } ... 你好 привет".split()
    lines = [" ".join(rng.choices(words, k=rng.randint(1, 12))) for _ in range(rng.randint(1, 60))]
    paragraphs = paragraphs_of(lines)
    quoted = [rng.choice([None, None, -1, rng.randrange(place + 1) - 1]) for place in range(len(paragraphs))]
    sure = {rng.randrange(len(paragraphs)): rng.random() < 0.5 for _ in range(3)}

    segments = segment(paragraphs, quoted, sure=sure)

    covered = [place for found in segments for place in range(found.first, found.last + 1)]
    assert covered == list(range(len(paragraphs)))
    assert all(0 <= found.confidence <= 1 and len(found.cues) <= 4 for found in segments)


@pytest.mark.parametrize("seed", range(20))
def test_the_cuts_chosen_are_the_best_of_all(seed: int):
    rng = random.Random(seed)
    gains = [0.0] + [rng.uniform(-0.5, 0.5) for _ in range(8)]
    quoted = [None] + [rng.choice([None, -1, rng.randrange(place)]) for place in range(1, 9)]

    def total(chosen: list[int]) -> float:
        owner = [max(start for start in chosen if start <= place) for place in range(9)]
        selfish = sum(source is not None and owner[place] <= source for place, source in enumerate(quoted) if source != -1)
        return sum(gains[start] for start in chosen) - selfish * segmentation.SELF_QUOTE

    every = ([0] + [place for place in range(1, 9) if mask >> place & 1] for mask in range(0, 512, 2))
    assert total(best_starts(gains, quoted)) == pytest.approx(max(map(total, every)))


def test_a_long_page_full_of_far_quotes_takes_linear_work():
    """Each quote lowers half of all the places before it: done one by one, these are 10,000,000,000 steps."""
    length = 200_000

    starts_found = best_starts([-0.3] * length, [place // 2 if place else None for place in range(length)])

    assert starts_found[0] == 0


def test_the_weights_are_few():
    assert WEIGHTS_FILE.stat().st_size < 8_000


def test_probabilities_come_with_reasons():
    boundaries = boundary_probabilities(paragraphs_of(["The kettle leaks.", "Hello, I am Chen."]), [None, None])

    assert boundaries[1].probability > 0.5
    assert boundaries[1].cues[0] == "opens with a greeting"
