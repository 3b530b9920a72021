"""An address of a forum that is archived here leads to the post that stood there: from search, and from other posts."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.helpers import factories
from threads import models
from threads.html.inline import inline_html
from threads.selectors.old_addresses import is_old_address, posts_at

pytestmark = pytest.mark.django_db
FORUM = "https://forum.example"


def stood(thread: models.Thread, id_: str, url: str = "", **columns: object) -> models.Post:
    """A post under the key that its stated id gives."""
    return factories.post(thread, stated_id=id_, url=url, key=factories.key(f"id:{id_}"), **columns)


@pytest.fixture
def topic() -> models.Post:
    thread = factories.thread(factories.archive(slug="bells"))
    stood(thread, "12/1", f"{FORUM}/t/tenor/12/1")
    return stood(thread, "12/3", f"{FORUM}/t/tenor/12/3", author="Bruno")


@pytest.mark.parametrize(
    "address",
    [
        f"{FORUM}/t/tenor/12/3",
        f"{FORUM}/t/tenor/12/3/",
        "http://www.forum.example/t/tenor/12/3?u=ada",
        f"{FORUM}/t/12/3",
        f"{FORUM}/t/renamed-since/12/3",
    ],
)
def test_an_address_is_known_however_it_is_written(client, topic, address: str) -> None:
    assert posts_at(AnonymousUser(), [address]) == {address: topic.id}
    assert client.get("/search/", {"q": address}).url == f"/p/{topic.id}/"


@pytest.mark.parametrize("address", [f"{FORUM}/t/tenor/12", f"{FORUM}/t/12/"])
def test_the_address_of_a_topic_leads_to_its_opening_post(topic, address: str) -> None:
    assert posts_at(AnonymousUser(), [address]) == {address: topic.thread.posts.get(position=0).id}


@pytest.mark.parametrize(
    "address",
    [
        "https://other.example/t/tenor/12/3",
        f"{FORUM}/t/tenor/13/3",
        f"{FORUM}/t/tenor/12/4",
        "https://[/x",
        f"{FORUM}/u/ada",
    ],
)
def test_what_stands_elsewhere_leads_nowhere(client, topic, address: str) -> None:
    assert posts_at(AnonymousUser(), [address]) == {}
    assert client.get("/search/", {"q": address}).status_code == 200


def test_what_a_page_is_asked_by_counts(topic) -> None:
    post = stood(topic.thread, "77", f"{FORUM}/viewtopic.php?t=5&p=77#p77")

    for address in (f"{FORUM}/viewtopic.php?t=5&p=77#p77", f"{FORUM}/viewtopic.php?t=5&p=77&sid=0f#p77"):
        assert posts_at(AnonymousUser(), [address]) == {address: post.id}
    assert posts_at(AnonymousUser(), [f"{FORUM}/viewtopic.php?t=6&p=78#p77"]) == {}


def test_a_mail_is_known_by_its_id_wherever_it_is_kept(client, topic) -> None:
    mail = stood(topic.thread, "a1@tower.example")

    for text in (
        "<a1@tower.example>",
        "https://lists.example/r/a1@tower.example/",
        "https://x.example/a1%40tower.example",
    ):
        assert posts_at(AnonymousUser(), [text]) == {text: mail.id}
    assert client.get("/search/", {"q": "<a1@tower.example>"}).url == f"/p/{mail.id}/"
    assert not is_old_address("a1@tower.example")


def test_nothing_hidden_or_private_is_led_to(topic) -> None:
    address = f"{FORUM}/t/tenor/12/3"
    models.Post.objects.filter(pk=topic.pk).update(is_hidden=True)
    assert posts_at(AnonymousUser(), [address]) == {}

    models.Post.objects.update(is_hidden=False)
    models.Archive.objects.update(is_published=False)
    assert posts_at(AnonymousUser(), [address]) == {}


def test_links_between_posts_lead_here_where_the_post_is_known(client, topic) -> None:
    known, unknown, outside = f"{FORUM}/t/tenor/12/3", f"{FORUM}/t/tenor/99/1", "https://other.example/t/tenor/12/3"
    opening = topic.thread.posts.get(position=0)
    models.Post.objects.filter(pk=opening.pk).update(html=f"<p>{inline_html(f'{known} {unknown} {outside}')}</p>")
    html = client.get(opening.get_absolute_url()).content.decode()

    assert f'<a class="kept" href="/p/{topic.id}/" title="{known}">{known}</a>' in html
    assert f'<a href="{unknown}" rel="nofollow ugc noopener noreferrer">' in html
    assert f'<a href="{outside}" rel="nofollow ugc noopener noreferrer">' in html


def test_while_typing_an_address_is_led_to_by_a_link(client, topic) -> None:
    response = client.get("/search/", {"q": f"{FORUM}/t/tenor/12/3"}, headers={"HX-Request": "true"})

    assert f'<a href="/p/{topic.id}/">The post that stood at this address is here</a>' in response.content.decode()
