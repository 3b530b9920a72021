"""Lines that come again and again on pages without names, and head no post."""

from __future__ import annotations

from itertools import cycle

import pytest

from threads.reconstruct.heads import read_heads

SAID = (
    "The third buoy drifts again, and nobody has looked at its chain since the ice went out.",
    "I saw it from the ferry on my way home. It lies a good way off its place.",
    "Then the chain has gone, as it had in the year of the flood.",
    "A new one costs more than the buoy did. Who is to pay for it?",
    "The harbour pays, as it always has, if somebody asks in time.",
    "I asked them in March and heard nothing. Has anybody else tried?",
    "They answer letters and nothing else, so write one, and keep a copy.",
    "Done. It went out with the morning's post.",
)


def page(ends: tuple[str, ...]) -> list[str]:
    return [line for said, end in zip(SAID * 2, cycle(ends), strict=False) for line in (said, end) if line]


@pytest.mark.parametrize(
    "ends",
    [
        ("Ada", "Bruno"),
        ("Ada", "Bruno", "", "Chen", ""),
        ("Cheers", "Ada", "Thanks", "Bruno", "Best regards", "Chen"),
        ("Ada", "Ada", "Ada", "Bruno", "Chen"),
    ],
    ids=["two in turn", "some of three", "with good wishes", "one above all"],
)
def test_names_that_sign_what_stands_over_them_head_nothing(ends: tuple[str, ...]) -> None:
    assert read_heads(page(ends))[0] is None


@pytest.mark.parametrize(
    "lines",
    [
        ("C1 0,47uF 300V Kemet", "C4 330uF 35V Panasonic", "IC1 5V Regulator"),
        ("(setq Where (GetPos menu_3D_Bar))", "(SetPicture menu_3D_Quay 113)", "menu_3D_Boat"),
        (") ;_ end of loop", ") ;_ end of loop", ") ;_ end of chain"),
        ("https://pictures.example/a/Buoy_2016-02-29-20.png", "https://pictures.example/b/Buoy_2016-03-01-10.png"),
    ],
    ids=["parts", "code", "ends of code", "addresses"],
)
def test_measures_code_and_addresses_head_nothing(lines: tuple[str, ...]) -> None:
    assert read_heads(page(lines))[0] is None
