"""A picture is kept as it was drawn, without what else its file holds; what browsers should not be sent is refused in words."""

from io import BytesIO

import pytest
from PIL import Image

from tests.helpers.drawn import FORMS, SCRIPT, chunk, drawn, large_png, moving_gif, spoken
from tests.helpers.seconds import at_most
from threads.readers.pictures.verifying import MOST_BYTES, verified


def opened(content):
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_that_says_nothing_beside_itself_stays_as_it_is(form):
    content = drawn(form)

    assert verified(content) == (content, form.lower(), 64, 48)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_what_a_camera_said_goes_and_the_picture_stays(form):
    content = drawn(form, exif=spoken())

    kept = verified(content)

    assert b"Quay Optics" in content
    assert b"Quay Optics" not in kept.content
    if form != "AVIF":  # which is written anew
        assert opened(kept.content).tobytes() == opened(content).tobytes()


def test_a_photograph_taken_upright_stays_upright():
    kept = verified(drawn("JPEG", exif=spoken(turned=6)))

    assert (kept.width, kept.height) == (48, 64)
    assert opened(kept.content).getexif().get(0x0112) == 6
    assert b"Quay Optics" not in kept.content


@pytest.mark.parametrize("form", FORMS)
def test_what_follows_the_end_of_a_picture_goes(form):
    kept = verified(drawn(form) + SCRIPT)

    assert kept == "cut short; save it again" if form == "AVIF" else kept.content == drawn(form)


def test_a_gif_whose_comment_is_a_page_loses_it():
    content = drawn("GIF", comment=SCRIPT)

    kept = verified(content)

    assert SCRIPT in content
    assert b"script" not in kept.content


def test_the_words_in_a_png_go():
    still = drawn("PNG")
    content = still[:33] + chunk(b"tEXt", b"Author\0Ada") + still[33:]

    assert verified(content).content == still


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"GIF89a/*" + SCRIPT + b"*/=1;", "damaged; save it again"),
        (b"<!DOCTYPE html>" + SCRIPT, "no picture but a page of HTML"),
        (b"<?xml version='1.0'?><svg xmlns='x'><script/></svg>", "an SVG, which may hold scripts; save it as PNG"),
        (drawn("BMP"), "BMP, which browsers do not show; save it as PNG"),
        (b"", "empty; save it again"),
        (b"words", "no picture that browsers show (PNG, JPEG, GIF, WebP, AVIF)"),
        (b"\xff\xd8\xff", "cut short; save it again"),
        (b"RIFF....WEBP", "cut short; save it again"),
        (drawn("PNG", (0xFFFF, 1)), "65,535 x 1 pixels, more than are shown; save it smaller"),
    ],
)
def test_what_is_not_shown_is_refused_with_what_to_do(content, reason):
    assert verified(content) == reason


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_picture_cut_short_is_none(form, share):
    content = drawn(form, (200, 150))

    assert isinstance(verified(content[: int(share * len(content))]), str)


def test_a_picture_whose_points_are_damaged_is_none():
    content = bytearray(drawn("PNG"))
    content[60] ^= 0xFF

    assert verified(bytes(content)) == "damaged; save it again"


def test_ten_thousand_by_ten_thousand_pixels_are_refused_before_they_are_drawn():
    with at_most(1):
        assert verified(large_png(10_000, 10_000)) == "10,000 x 10,000 pixels, more than are shown; save it smaller"


def test_a_large_photograph_is_kept():
    with at_most(5):
        kept = verified(large_png(8_000, 6_000))

    assert (kept.form, kept.width, kept.height) == ("png", 8_000, 6_000)


def test_thousands_of_frames_are_refused_and_hundreds_are_kept():
    assert verified(moving_gif(5_000)) == "5,000 pictures in one, more than 1,000; save it as a film"
    assert verified(moving_gif(300)).content == moving_gif(300)


def test_a_gif_that_nobody_ended_is_shown_as_browsers_do():
    assert verified(drawn("GIF")[:-1]).content == drawn("GIF")


def test_a_file_of_more_than_a_page_can_bear_is_refused():
    assert verified(drawn("JPEG") + bytes(MOST_BYTES)) == "a picture of more than 10 MB; save it smaller"


@pytest.mark.parametrize(
    "content", [b"GIF89a\1\0\1\0\0\0\0" + b"!\xfe\1.\1.\0" * 400_000, b"\xff\xd8" + b"\xff\xfe\0\2" * 700_000]
)
def test_blocks_of_nothing_cost_in_proportion(content):
    with at_most(10):
        assert isinstance(verified(content), str)
