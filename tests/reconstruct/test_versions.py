"""Which saves under one id are one post."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.reconstruct.stated import GREASE, SLUICE, mail
from threads.reconstruct.stated.telling_apart import told_apart
from threads.records import Save

IN_2009, IN_2014 = (Save(datetime(year, 5, 9, tzinfo=UTC), None) for year in (2009, 2014))


def saved(body: str, save: Save, page: str):
    post = mail("weir/p31", body)
    return replace(post, unit=page, stated=post.stated._replace(save=save))


def texts(*posts) -> set[str]:
    return {post.text for post in told_apart(posts)[0].values()}


def test_two_saves_are_one_post_as_it_was_saved_last():
    edited = f"{SLUICE} {GREASE}"

    assert texts(saved(SLUICE, IN_2009, "a#0"), saved(edited, IN_2014, "b#0")) == {edited}


def test_two_posts_on_one_page_are_two_whatever_their_numbers_say():
    edited = f"{SLUICE} {GREASE}"

    assert texts(saved(SLUICE, IN_2009, "a#0"), saved(edited, IN_2009, "a#0")) == {SLUICE, edited}


def test_an_export_says_in_one_record_what_a_post_was_in_each_save():
    edited = f"{SLUICE} {GREASE}"

    assert texts(saved(SLUICE, IN_2009, "a#0"), saved(edited, IN_2014, "a#0")) == {edited}
