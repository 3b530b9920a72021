"""A picture is shown by its words and address; its author did not say them, so nobody finds them as theirs."""

import json

import pytest
from django.core.management import call_command

from threads.models import Post
from threads.reconstruct.rendered.texts import StatedText, Volume

SUBMISSION = {
    "id": "ab1", "subreddit": "boats", "title": "Oars", "is_self": True, "num_comments": 0, "author": "ida", "created_utc": 1233655200,
    "selftext": "Look at this ![cracked oar](https://quay.example/x.png) of mine.\n\n![](https://quay.example/y.png)\n\nIt broke.",
}  # fmt: skip
LINK = 'href="https://quay.example/x.png" rel="nofollow ugc noopener noreferrer"'


@pytest.fixture
def post(db, tmp_path):
    path = tmp_path / "boats.jsonl"
    path.write_text(json.dumps(SUBMISSION) + "\n")
    call_command("import_documents", str(path), archive="boats", publish=True)
    return Post.objects.get()


def test_the_words_of_a_picture_are_not_its_posts_own(post):
    assert "[picture: cracked oar] (https://quay.example/x.png)" in post.text
    assert post.own_text == "Look at this  of mine.\n\nIt broke."
    assert not post.has_link
    assert post.has_image


def test_a_picture_is_a_named_link_and_nothing_is_loaded(client, post):
    page = client.get(post.get_absolute_url()).content.decode()

    assert f'<a class="picture" {LINK}>[picture: cracked oar]</a>' in page
    assert "<img" not in page


def test_a_post_is_found_by_having_a_picture_and_not_by_what_it_shows(client, post):
    assert "It broke" in client.get("/search/?q=has:image").content.decode()
    assert "It broke" not in client.get("/search/?q=cracked").content.decode()


def test_a_thread_without_a_title_is_not_called_by_its_picture(db, tmp_path):
    path = tmp_path / "oars.jsonl"
    path.write_text(json.dumps({"id": "1", "author": "Ida", "text": "[picture: cracked oar]\nIt broke."}) + "\n")
    call_command("import_documents", str(path), archive="oars")

    assert Post.objects.get().thread.title == "It broke."


def test_a_page_that_shows_a_post_need_not_say_what_stands_for_its_pictures():
    text = "Look at this [picture: cracked oar] (https://quay.example/x.png) of mine."
    volume = Volume(StatedText("k", 1, (1, 1), 1, "u", 1, (text,), frozenset({text})))

    assert [word for word, is_own in zip(volume.words, volume.is_own, strict=True) if is_own] == [
        "look", "at", "this", "of", "mine",
    ]  # fmt: skip
