"""How a page is cut into posts. Every word here is invented."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from threads.reconstruct import segment as segmentation
from threads.reconstruct.boundary_cuts import page_cuts
from threads.reconstruct.boundary_features import cue_lists
from threads.reconstruct.normalise import paragraphs_of
from threads.reconstruct.segment import Segment, best_starts, boundary_probabilities, segment
from threads.words.vocabulary import classes

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
    segments = cut(
        "The kettle in the hall leaks. Who can mend it? Thanks in advance!", "Hi Ada, Bruno here. I mended it."
    )

    assert starts(segments) == [0, 1]
    assert "opens with a greeting" in segments[1].cues


def test_a_line_after_a_colon_belongs_to_the_same_post():
    assert starts(cut("Here is what the label on my kettle says:", "1.7 litres, 230 volts, made for the hall")) == [0]


def test_own_text_after_a_quote_never_starts_a_post():
    segments = cut(
        "The kettle in the hall leaks.", "The kettle in the hall leaks.", "Hi! Thanks! Great!", quoted={1: 0}
    )

    assert starts(segments) == [0, 1]


def test_a_boundary_lies_between_a_source_and_its_quote():
    segments = cut(
        "The kettle in the hall leaks,",
        "and the lid of it is lost,",
        "and the kettle in the hall leaks,",
        quoted={2: 0},
    )

    assert len(segments) > 1


def test_a_quote_under_two_own_paragraphs_starts_a_post_when_in_doubt():
    lines = ("The kettle leaks.", "The kettle leaks.", "The lid is lost.", "The handle as well.", "The lid is lost.")
    doubtful = [segmentation.Boundary(segmentation.CUT - 0.1, ())] * 5

    segments = segment(paragraphs_of(lines), [None, 0, None, None, 2], boundaries=doubtful)

    assert 4 in starts(segments)


def test_a_very_unlikely_boundary_is_not_forced_by_a_quote():
    unlikely = -segmentation.SELF_QUOTE - 0.01

    assert best_starts([0.0, unlikely, unlikely, unlikely], [None, None, None, 0]) == [0]


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
        selfish = sum(
            source is not None and owner[place] <= source for place, source in enumerate(quoted) if source != -1
        )
        return sum(gains[start] for start in chosen) - selfish * segmentation.SELF_QUOTE

    every = ([0] + [place for place in range(1, 9) if mask >> place & 1] for mask in range(0, 512, 2))
    assert total(best_starts(gains, quoted)) == pytest.approx(max(map(total, every)))


def test_a_long_page_full_of_far_quotes_takes_linear_work():
    """Each quote lowers half of all the places before it: done one by one, these are 10,000,000,000 steps."""
    length = 200_000

    found = best_starts([-0.3] * length, [place // 2 if place else None for place in range(length)])

    assert found[0] == 0


def test_four_times_the_page_takes_about_four_times_the_time():
    lines = ["The kettle in the hall leaks.", "Hi Ada, I mended the lid, have you seen it?", "and the handle too,"]
    seconds = []

    for repeats in (1_700, 6_800):
        paragraphs = paragraphs_of(lines * repeats)
        quoted = [None if place % 7 else place - place % 300 or None for place in range(len(paragraphs))]
        begun_at = time.process_time()
        segment(paragraphs, quoted)
        seconds.append(time.process_time() - begun_at)

    assert seconds[1] < 12 * seconds[0]


def test_the_weights_are_few():
    assert WEIGHTS_FILE.stat().st_size < 200_000


def test_every_weight_is_on_a_cue_that_can_be_seen():
    model = segmentation.MODEL
    weighed = set(model.weights) | {cue for first, others in model.pairs.items() for cue in (first, *others)}

    assert {cue for cue in weighed if '"' not in cue} - cues_of_many_pages() == set()


def test_weights_on_words_are_on_plain_words():
    runs = [run for runs in segmentation.MODEL.known.values() for run in runs]

    assert len(runs) > 1000
    assert [run for run in runs if not re.fullmatch(r"(?:… )?[^\W\d_]+(?:['’ ][^\W\d_]+)*(?: …)?", run)] == []


MARKS = ["", ".", "!", "?", ":", ",", ";", ")", '"', "...", " :)", "}"]
SHAPES = [
    "",
    "- ",
    "(",
    '"',
    "1. ",
    "...",
    "@Ada ",
    "Bruno, ",
    "foo(bar); ",
    "https://example.org/kettle ",
    "2024 ",
]
FILLERS = [
    "kettle leaks hall lid",
    "you said",
    "I don't see",
    "i dont",
    "we do not . and ?",
    "It works.  So",
    "the lid. and so",
    "the lid now. The hall",
    "..",
    "pls",
    "",
]


def cues_of_many_pages() -> set[str]:
    """Random pages made of the cue words themselves, in every shape, quoting each other at random."""
    rng = random.Random(1)
    openings = [phrase for phrases in classes("openings").values() for phrase in phrases]
    closings = [phrase for phrases in classes("closings").values() for phrase in phrases]

    def line() -> str:
        if rng.random() < 0.05:
            return rng.choice(("https://example.org/kettle", "* * *"))
        middle = " ".join(rng.choices(FILLERS, k=rng.choice((0, 1, 2, 9, 30))))
        opening = rng.choice(openings).strip()
        opening = rng.choice((opening, opening.capitalize(), f"Oh, {opening}", f"No {opening}"))
        return f"{rng.choice(SHAPES)}{opening} {middle} {rng.choice(closings).strip()}{rng.choice(MARKS)}"

    found: set[str] = set()
    for _ in range(120):
        paragraphs = paragraphs_of([line() for _ in range(60)])
        quotes = rng.choice((0.1, 0.3, 0.6))
        quoted = [
            rng.choice((-1, rng.randrange(max(0, place - 15), place))) if place and rng.random() < quotes else None
            for place in range(len(paragraphs))
        ]
        found.update(cue for cues in cue_lists(paragraphs, quoted) for cue in cues)
    found.update(cue for cues in cue_lists(paragraphs_of(cut_page()), [None] * len(cut_page())) for cue in cues)
    return found


def cut_page() -> list[str]:
    """Seven posts cut at about 400 characters, the third of them within its second line, and one whose cut is odd."""
    return [
        *(
            f"{number} The kettle in the hall of number {number} leaks and the lid of it is l".ljust(400, "x") + "..."
            for number in "12"
        ),
        "Thanks, I have seen it.",
        "I put the lid of the kettle on the sill of the window by the stairs, and the ".ljust(377, "y") + "...",
        *(
            "I looked for the handle of it in each of the rooms and in the yard beh".ljust(size, "z") + "..."
            for size in (401, 405, 398)
        ),
        "This one was short.",
        "And this was cut for another reason, said Dal...",
        "Hello, I am new here.",
    ]


def test_a_page_that_cuts_posts_at_one_length_shows_where_they_begin_and_end():
    cuts = page_cuts(paragraphs_of(cut_page()))

    assert cuts.end_by_start == {0: 0, 1: 1, 2: 3, 4: 4, 5: 5, 6: 6}


def test_a_few_lines_that_trail_off_are_no_cuts():
    assert (
        page_cuts(paragraphs_of(["The kettle leaks, I think...", "and the lid is lo...", "Hi Ada!"])).end_by_start == {}
    )


def test_probabilities_come_with_reasons():
    boundaries = boundary_probabilities(paragraphs_of(["The kettle leaks.", "Hello, I am Chen."]), [None, None])

    assert boundaries[1].probability > 0.5
    assert boundaries[1].cues[0] == "opens with a greeting"


@pytest.mark.parametrize(
    "greeting", ["Hallo zusammen", "Bonjour à tous", "Hola a todos", "Всем привет", "大家好", "こんにちは", "مرحبا"]
)
def test_a_greeting_is_known_in_other_tongues(greeting: str):
    cues = cue_lists(paragraphs_of(["The kettle leaks.", f"{greeting}! 2024"]), [None, None])[1]

    assert "opens with a greeting" in cues


def test_pairs_of_cues_are_shown_as_one_reason():
    weights = segmentation.BoundaryModel(0.0, {}, {"opens with thanks": {"ends with a question": 2.0}})

    boundary = weights.weigh(["ends with a question", "opens with thanks"])

    assert boundary.cues == ("opens with thanks, and ends with a question",)


def test_lines_between_two_quotes_from_one_place_are_rather_of_one_post():
    lines = ["The kettle leaks.", "The lid is lost.", "> kettle", "It does.", "So I heard.", "> lid", "It is here."]
    quoted = [None, None, 0, None, None, 1, None]
    apart = [None, None, 0, None, None, None, None]
    boundaries = [segmentation.Boundary(0.56 if place == 4 else 0.1, ()) for place in range(len(lines))]

    def starts(marks: list[int | None]) -> list[int]:
        return [post.first for post in segment(paragraphs_of(lines), marks, boundaries=boundaries)]

    assert 4 not in starts(quoted)
    assert 4 in starts(apart)


def test_what_is_said_of_a_start_is_less_than_the_weights_say():
    said = [segmentation.calibrated(probability) for probability in (0.0, 0.3, 0.5, 0.75, 0.93, 1.0)]

    assert said == sorted(said)
    assert [round(each, 2) for each in said[3:5]] == [0.64, 0.83]
