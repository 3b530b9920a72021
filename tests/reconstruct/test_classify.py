"""What a paragraph is, seen alone."""

from __future__ import annotations

import pytest

from tests.reconstruct.pages import paragraph

SHAPES = {
    "prose": [
        "The bell rings at noon and nobody in the valley hears it.",
        "I paid 5 crowns (too much) for it; see what Ada wrote.",
        "钟声在正午响起，山谷里没有人听见。",
    ],
    "url": ["https://example.org/clocks", "  (http://example.org/a_b?c=d) ", "ftp://example.org/tide.txt."],
    "list": ["- a jar with a wide mouth", "2) a cloth to cover it", "\u2022 a warm place"],
    "rule": ["----------", "* * *", "\u2014\u2014\u2014", "???"],
    "attribution": [
        "Ada wrote:",
        "On 3 May 2004, Bruno Example wrote:",
        "Am 3. Mai 2004 schrieb Chen:",
        "Le 3 mai 2004, Dalia a écrit :",
        "Далия написала:",
        "Quote from: Ada on May 3",
    ],
    "code": [
        "for (int i = 0; i < hours.size(); i++) { print(hours[i] + offset); }",
        "#include <clock.h>",
        'int main() { return ring("noon"); }',
        "2021-04-03 12:00:01 INFO weight sensor 3 reads 41.7 kg",
        "tide.cpp:12:7: error: expected ';' before '}' token",
        "ERROR: the bell could not be rung",
        "/usr/share/clock/bells/noon.wav",
    ],
}


@pytest.mark.parametrize(("shape", "text"), [(shape, text) for shape, texts in SHAPES.items() for text in texts])
def test_a_paragraph_has_the_shape_it_looks_like(shape: str, text: str):
    assert paragraph(text).shape == shape
