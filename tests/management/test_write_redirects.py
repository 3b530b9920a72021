"""A map for nginx by which an old forum's addresses lead to the posts here."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.helpers import factories
from threads import models

pytestmark = pytest.mark.django_db
SITE = "https://read.example"


@pytest.fixture
def post() -> models.Post:
    thread = factories.thread(factories.archive(slug="bells"))
    return factories.post(thread, url="https://forum.example/t/Tenor/12/1")


def lines(tmp_path) -> dict[str, str]:
    file = tmp_path / "old.map"
    call_command("write_redirects", "bells", file, site=SITE, stdout=StringIO())
    return dict(re.findall(r'^    "(.*)" "(.*)";$', file.read_text(), re.MULTILINE))


def test_each_way_to_write_an_address_leads_to_the_post(tmp_path, post) -> None:
    ways = ("/t/tenor/12/1", "/t/12/1", "/t/tenor/12", "/t/12")

    assert lines(tmp_path) == {
        f"forum.example{way}{slash}": f"{SITE}/p/{post.id}/" for way in ways for slash in ("", "/")
    }


def test_of_two_posts_at_one_address_the_first_counts_and_signs_of_nginx_are_escaped(tmp_path, post) -> None:
    address = 'https://forum.example/show?t=1"\\'
    first = factories.post(post.thread, url=f"{address}#p1")
    factories.post(post.thread, url=f"{address}#p2")

    assert lines(tmp_path)['forum.example/show?t=1\\"\\\\'] == f"{SITE}/p/{first.id}/"


def test_nothing_hidden_is_written(tmp_path, post) -> None:
    factories.post(post.thread, url="https://forum.example/secret", is_hidden=True)

    assert not any("secret" in old for old in lines(tmp_path))


@pytest.mark.parametrize("change", [{"site": ""}, {"archive": "nobody"}, {"url": ""}, {"is_published": False}])
def test_what_cannot_be_written_is_said_in_words(tmp_path, post, change: dict) -> None:
    if "url" in change:
        models.Post.objects.update(url="")
    if "is_published" in change:
        models.Archive.objects.update(is_published=False)

    with pytest.raises(CommandError, match=r"site|public archive|stood"):
        call_command(
            "write_redirects", change.get("archive", "bells"), tmp_path / "old.map", site=change.get("site", SITE)
        )
    assert not (tmp_path / "old.map").exists()
