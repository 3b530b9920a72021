"""Who wrote a post, of what kind a page is, what a thread is called, that a parent is right: it holds, and is taken back."""

import pytest
from django.core.management import call_command

from tests.helpers.curating import later, post_of
from tests.helpers.importing import export, run
from tests.helpers.pages import ANSWER, BEES, WALL
from threads import curating, models
from threads.curating import RefusedError, SaidError

pytestmark = pytest.mark.django_db


def page(name: str) -> models.Document:
    return models.Document.objects.get(path=name)


def read_again(archive: models.Archive) -> None:
    assert curating.read_again(archive) is curating.Reread.DONE


def test_a_post_has_the_author_that_somebody_names(archive, pages, by) -> None:
    action = curating.set_author(post=post_of(BEES), name="  Chen  Wei ", by=by, reason="signed so")

    assert post_of(BEES).author.name == "Chen Wei"
    assert (action.value["name"], action.value["was"]["name"]) == ("Chen Wei", "")
    read_again(archive)
    later(pages)
    assert post_of(BEES).author.name == "Chen Wei"
    assert not post_of(WALL).author.name


def test_two_posts_of_one_name_have_one_author_whatever_its_case(archive) -> None:
    curating.set_author(post=post_of(BEES), name="Chen", by=None)
    curating.set_author(post=post_of(WALL), name="chen", by=None)
    read_again(archive)

    assert post_of(WALL).author == post_of(BEES).author
    assert post_of(WALL).author.post_count == 2
    with pytest.raises(RefusedError, match="is its author already"):
        curating.set_author(post=post_of(WALL), name=str(post_of(WALL).author_id), by=None)


def test_the_address_of_an_author_without_posts_leads_to_who_wrote_them(archive, client) -> None:
    curating.set_author(post=post_of(BEES), name="Chen", by=None)
    read_again(archive)
    chen = post_of(BEES).author
    curating.set_author(post=post_of(BEES), name="Dalia", by=None)
    read_again(archive)

    assert not models.Author.objects.filter(pk=chen.pk).exists()
    archive.is_published = True
    archive.save()
    assert client.get(f"/u/{chen.pk}/", follow=True).redirect_chain[0][0].startswith(f"/u/{post_of(BEES).author_id}/")


def test_an_author_that_was_named_is_taken_back(archive) -> None:
    before = export()
    action = curating.set_author(post=post_of(BEES), name="Chen", by=None)
    read_again(archive)

    curating.undo(action=action)
    read_again(archive)

    assert export() == before


def test_a_page_is_of_the_kind_that_somebody_says(archive, by) -> None:
    before = export()
    curating.begin_post(document=page("bees.txt"), line=3, by=by)
    read_again(archive)
    assert page("bees.txt").kind == "collection"

    action = curating.set_page_kind(document=page("bees.txt"), kind="conversation", by=by)
    read_again(archive)

    document = page("bees.txt")
    assert (document.kind, document.confidence, document.cues) == ("conversation", 1.0, ["set by hand"])
    assert post_of(BEES).parent is not None
    assert action.value["was"]["kind"] == "collection"
    with pytest.raises(SaidError):
        curating.set_page_kind(document=page("bees.txt"), kind="conversation", by=by)
    with pytest.raises(RefusedError, match="a conversation or a collection"):
        curating.set_page_kind(document=page("bees.txt"), kind="market", by=by)
    for each in models.CuratorAction.objects.order_by("-pk"):
        curating.undo(action=each)
    read_again(archive)
    assert export() == before


def test_a_thread_is_called_what_somebody_calls_it(archive, pages, by) -> None:
    before = export()
    title = post_of(WALL).thread.title

    action = curating.name_thread(thread=post_of(WALL).thread, title="The harbour  wall", by=by)

    assert post_of(WALL).thread.title == "The harbour wall"
    call_command("rebuild", "wall", verbosity=0)
    assert post_of(WALL).thread.title == "The harbour wall"
    assert action.value["was_title"] == title
    curating.undo(action=action, by=by)
    read_again(archive)
    assert export() == before
    action.refresh_from_db()
    assert (action.is_undone, action.undone_by) == (True, by)
    assert action.undone_at is not None


def test_a_parent_that_was_read_is_confirmed(archive, by) -> None:
    parent = post_of(ANSWER).parent

    action = curating.confirm_parent(post=post_of(ANSWER), by=by)
    read_again(archive)

    assert post_of(ANSWER).parent == parent
    assert post_of(ANSWER).edges.get(is_primary=True).origin == "curated"
    assert action.value["read"]["origin"] == "quote"
    with pytest.raises(RefusedError, match="said already"):
        curating.confirm_parent(post=post_of(ANSWER), by=by)
    with pytest.raises(RefusedError, match="opens its thread"):
        curating.confirm_parent(post=post_of(WALL), by=by)


def test_a_post_that_corrections_are_about_is_not_joined_away(archive, by) -> None:
    split = curating.begin_post(document=page("bees.txt"), line=3, by=by)
    read_again(archive)
    hidden = curating.hide_post(post=post_of(BEES), by=by)
    read_again(archive)

    with pytest.raises(RefusedError, match=f"Correction {hidden.pk} is about the post that begins at line 3"):
        curating.undo(action=split)
    with pytest.raises(RefusedError, match=f"Correction {hidden.pk} is about"):
        curating.join_post(document=page("bees.txt"), line=3, by=by)

    split.refresh_from_db()
    assert not split.is_undone
    curating.undo(action=hidden)
    read_again(archive)
    curating.undo(action=split)


def test_a_mail_is_not_put_under_a_post_of_a_page_nor_lost_by_it(archive, tmp_path) -> None:
    """Those of formats and those of pages are read apart."""
    (tmp_path / "crane.mbox").write_text(
        "From ada@harbour.example Mon Jan  1 00:00:00 2001\nFrom: Ada <ada@harbour.example>\n"
        "Message-ID: <1@harbour.example>\nSubject: The crane\n\nThe crane squeaks.\n"
    )
    assert run(tmp_path / "crane.mbox", archive="wall")[0] == 0
    mail = models.Post.objects.get(stated_id="1@harbour.example")
    for post, parent in ((mail, post_of(BEES)), (post_of(BEES), mail)):
        with pytest.raises(RefusedError, match="read apart"):
            curating.change_parent(post=post, parent=parent, by=None)
    key = {"parent": bytes(post_of(BEES).key).hex()}
    models.CuratorAction.objects.create(archive=archive, kind="change_parent", key=bytes(mail.key), value=key)

    call_command("rebuild", "wall", verbosity=0)

    assert post_of(BEES)
    assert models.Post.objects.get(pk=mail.pk).parent is None


def test_corrections_of_an_erased_post_keep_neither_its_words_nor_its_key(archive) -> None:
    bees = post_of(BEES)
    key, words = bytes(bees.key).hex(), bees.own_text[:20]
    curating.name_thread(thread=bees.thread, title=f"On {words}", by=None)
    curating.set_author(post=bees, name="Chen", by=None, reason=words)
    curating.set_author(post=post_of(WALL), name=str(post_of(BEES).author_id), by=None)
    read_again(archive)

    curating.erase_post(post=post_of(BEES), by=None)

    kept = list(models.CuratorAction.objects.filter(archive=archive).values_list("key", "value", "reason"))
    assert len(kept) == 4
    told = " ".join(f"{bytes(raw).hex()} {value} {reason}" for raw, value, reason in kept)
    assert words not in told
    assert key not in told
