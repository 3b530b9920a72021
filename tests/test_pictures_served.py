"""A picture is sent to who may see a post that shows it, as bytes that a browser can only draw."""

import pytest

from tests.helpers import factories
from tests.helpers.drawn import drawn
from threads.html.inline import linked_html
from threads.html.pictured import place_key
from threads.models import Picture, PicturePlace, Post

ADDRESS = "https://quay.example/oar.png"
OTHER = "https://quay.example/bed.png"


@pytest.fixture
def shown(db):
    """Two posts of a page, each with a picture of its own."""
    archive = factories.archive(slug="quay")
    thread = factories.thread(archive)
    document = factories.document(archive, "The oar.\nThe bed.\n")
    posts = []
    for number, address in enumerate((ADDRESS, OTHER), 1):
        html = f"<p>{linked_html(f'See [picture: it] ({address})')}</p>"
        post = factories.post(thread, "See it", html=html)
        factories.appearance(post, document, number, number)
        picture = Picture.objects.create(
            archive=archive, key=bytes([number]) * 32, form="jpeg", width=900, height=960, size=9, content=drawn("JPEG")
        )
        PicturePlace.objects.create(
            archive=archive, record=document.records.get(), picture=picture, key=place_key(address)
        )
        posts.append(post)
    return posts


def address_of(post, number, suffix="jpg"):
    return f"/p/{post.id}/pictures/{bytes([number]).hex() * 32}.{suffix}"


def test_a_picture_is_shown_lazily_with_its_size_and_its_words(client, shown):
    page = client.get(shown[0].get_absolute_url()).content.decode()

    image = f'<img src="{address_of(shown[0], 1)}" alt="it" width="450" height="480" loading="lazy" decoding="async">'
    assert f'<span class="shown"><a href="{address_of(shown[0], 1)}">{image}</a>' in page
    assert f'<a class="picture" href="{ADDRESS}" rel="nofollow ugc noopener noreferrer">it</a></span>' in page


def test_it_is_sent_as_nothing_but_a_picture(client, shown):
    response = client.get(address_of(shown[0], 1))

    assert response.content == drawn("JPEG")
    assert {name: response[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy")} == {
        "Content-Type": "image/jpeg",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    assert response["Content-Disposition"] == f'inline; filename="{"01" * 32}.jpg"'
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_browser_that_has_it_is_not_sent_it_again(client, shown):
    response = client.get(address_of(shown[0], 1), headers={"If-None-Match": f'"{"01" * 32}"'})

    assert (response.status_code, response.content) == (304, b"")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_caches_ask_each_time_and_keep_nothing_that_is_private(client, shown):
    assert client.get(address_of(shown[0], 1))["Cache-Control"] == "no-cache"
    client.force_login(factories.staff())

    assert client.get(address_of(shown[0], 1))["Cache-Control"] == "no-cache, private"


def test_a_private_archive_has_no_pictures_for_visitors(client, shown):
    shown[0].archive.is_published = False
    shown[0].archive.save()
    headers = {"If-None-Match": f'"{"01" * 32}"'}

    assert client.get(address_of(shown[0], 1)).status_code == 404
    assert client.get(address_of(shown[0], 1), headers=headers).status_code == 404
    client.force_login(factories.staff())
    assert client.get(address_of(shown[0], 1))["Cache-Control"] == "no-cache, private"


def test_the_picture_of_a_hidden_post_is_not_told_by_its_neighbours(client, shown):
    Post.objects.filter(pk=shown[1].pk).update(is_hidden=True)

    assert client.get(address_of(shown[1], 2)).status_code == 404
    assert client.get(address_of(shown[0], 2)).status_code == 404
    assert client.get(address_of(shown[0], 1)).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/p/{}/pictures/x.jpg",
        "/p/{}/pictures/" + "01" * 32,
        "/p/{}/pictures/" + "01" * 32 + ".png",
        "/p/{}/pictures/" + "03" * 32 + ".jpg",
    ],
)
def test_other_names_lead_nowhere(client, shown, address):
    assert client.get(address.format(shown[0].id)).status_code == 404


def test_ids_beyond_all_numbers_lead_nowhere(client, shown):
    assert client.get(address_of(shown[0], 1).replace(f"/{shown[0].id}/", f"/{10**30}/")).status_code == 404


def test_a_picture_that_is_not_here_stays_a_named_link(client, shown):
    PicturePlace.objects.all().delete()

    page = client.get(shown[0].get_absolute_url()).content.decode()

    assert "<img" not in page
    assert f'<a class="picture" href="{ADDRESS}" rel="nofollow ugc noopener noreferrer">[picture: it]</a>' in page


def test_posts_with_pictures_are_found(client, shown):
    PicturePlace.objects.all().delete()

    assert "See it" in client.get("/search/?q=has:image").content.decode()
