"""Posts are erased by a command or in the admin, a mark says so, and what comes later is watched."""

import json
from dataclasses import replace

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.management import CommandError
from django.urls import reverse

from tests.erasing.canaries import hits
from tests.helpers import factories
from tests.helpers.importing import run
from tests.helpers.pages import ALL, ANSWER, REPLY, WALL
from tests.loading.mails import Mail, conversation, mailbox, picture
from threads import curating, models
from threads.loading.erased.tombstones import watch_of

pytestmark = pytest.mark.django_db
CANARY = "kanarienvogel"
SAID = f"It was the {CANARY} who rang the bell of the ferry that night, and nobody else did."
ASKED = Mail("bell-0@quay.example", "Who rang the bell of the ferry last night?", after=1)
SECRET = Mail("bell-1@quay.example", SAID, (ASKED.id,), writer=2, after=2)
ANSWER_TO_IT = Mail("bell-2@quay.example", "Then let him be asked.", (ASKED.id, SECRET.id), SAID, writer=3, after=3)
BESIDE = [
    Mail("bell-3@quay.example", "Somebody rang it.", (ASKED.id,), writer=1, after=4),
    *conversation("winch", 4, 1),
]
MAILS = [ASKED, SECRET, ANSWER_TO_IT, *BESIDE]


def imported(folder, *mails: Mail, name: str = "list.mbox") -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(mailbox(list(mails)))
    assert run(folder / name, "--publish")[0] == 0


def post_of(mail: Mail) -> models.Post:
    return models.Post.objects.get(stated_id=mail.id)


def erase(*asked: object) -> tuple[int, str, str]:
    return run(*asked, archive="", command="erase")


@pytest.fixture
def erased(tmp_path) -> models.Post:
    """A mail that was answered, erased."""
    imported(tmp_path / "given", *MAILS)
    post = post_of(SECRET)
    assert erase("--post", post.pk, "--yes", "--reason", "He asked for it.")[0] == 0
    return post


# The command


def test_what_would_go_is_said_and_a_dry_run_changes_nothing(tmp_path):
    imported(tmp_path / "given", *MAILS)
    before = picture("wall")

    code, out, _ = erase("--post", post_of(SECRET).pk, "--dry-run")

    assert code == 0
    assert "1 post goes. 1 post answers it" in out
    assert "2 lines of 2 records in 1 document go" in out
    assert "1 other post repeats words of it and loses those lines" in out
    assert "nothing was erased" in out
    assert picture("wall") == before
    assert not models.Tombstone.objects.exists()


def test_nothing_is_erased_without_a_yes(tmp_path):
    imported(tmp_path / "given", *MAILS)

    with pytest.raises(CommandError, match="Say so with --yes"):
        erase("--post", post_of(SECRET).pk)
    with pytest.raises(CommandError, match="There is no post 987654"):
        erase("--post", 987654, "--yes")
    with pytest.raises(CommandError, match="There is no author 987654"):
        erase("--author", 987654, "--yes")
    assert CANARY in post_of(SECRET).text


def test_an_author_goes_with_all_posts_and_the_name(tmp_path):
    imported(tmp_path / "given", *MAILS)
    author = post_of(SECRET).author
    posts = author.posts.count()
    named = author.name
    curating.rename_author(author=author, name="The ferryman", by=None)

    code, out, _ = erase("--author", author.pk, "--yes")

    assert code == 0
    assert f"{posts} posts erased" in out
    assert not models.Author.objects.filter(name__in=(named, "The ferryman")).exists()
    assert not models.CuratorAction.objects.filter(value__name="The ferryman").exists()
    raws = b"".join(bytes(raw) for raw in models.Record.objects.values_list("raw", flat=True))
    assert named.encode() not in raws.replace(b"I. Moor", b"")


def test_quotes_stay_where_that_is_asked_for(tmp_path):
    imported(tmp_path / "given", *MAILS)

    erase("--post", post_of(SECRET).pk, "--keep-quotes", "--yes")

    assert CANARY in post_of(ANSWER_TO_IT).text
    assert CANARY not in post_of(ANSWER_TO_IT).own_text
    stub = models.Post.objects.get(pk=post_of(ANSWER_TO_IT).parent_id)
    assert (stub.is_missing, stub.text, stub.html.count(CANARY)) == (True, "", 0)


def test_other_posts_are_as_they_were(tmp_path):
    imported(tmp_path / "given", *MAILS)
    post = post_of(SECRET)
    said = dict(models.Post.objects.exclude(pk=post.pk).values_list("pk", "own_text"))
    above = dict(models.Post.objects.exclude(pk=post.pk).values_list("pk", "parent_id"))

    erase("--post", post.pk, "--yes")

    assert dict(models.Post.objects.exclude(pk=post.pk).values_list("pk", "own_text")) == said
    assert dict(models.Post.objects.exclude(pk=post.pk).values_list("pk", "parent_id")) == above
    before = picture("wall")
    run("wall", "-v", "0", archive="", command="rebuild")
    assert picture("wall") == before


def test_what_others_say_themselves_stays_though_a_few_lines_are_the_same(tmp_path):
    said = "\n\n".join(
        f"{SAID} {number}\nAnd that was number {number} of all the things to say of it." for number in range(4)
    )
    alike = f"{SAID} 1\n\nI say so too, and have said so for as long as anybody can remember here."
    imported(
        tmp_path / "given", ASKED, replace(SECRET, said=said), Mail("alike-1@quay.example", alike, writer=3, after=9)
    )
    other = post_of(Mail("alike-1@quay.example", ""))

    _, out, _ = erase("--post", post_of(SECRET).pk, "--yes")

    assert f"/p/{other.pk}/. Look whether they are to go as well." in out
    assert models.Post.objects.get(pk=other.pk).own_text == other.own_text
    (tmp_path / "again.eml").write_bytes(
        Mail("alike-2@quay.example", alike, writer=2, after=11).written().partition(b"\n")[2]
    )
    run(tmp_path / "again.eml")
    assert post_of(Mail("alike-2@quay.example", "")).own_text == alike


def test_places_that_were_erased_one_after_the_other_hang_together_still(tmp_path):
    for name, text in ALL.items():
        (tmp_path / name).write_text(text)
    run(tmp_path)
    post, reply = (models.Post.objects.get(own_text__contains=words) for words in ("That is true", "Then pin it"))
    assert reply.parent_id == post.pk
    assert post.parent is not None

    erase("--post", post.pk, "--yes")
    erase("--post", post.parent_id, "--yes")

    above = models.Post.objects.get(pk=post.parent_id)
    line = [models.Post.objects.get(pk=reply.pk).parent_id, models.Post.objects.get(pk=post.pk).parent_id]
    assert line == [post.pk, above.pk]
    assert above.is_missing


def test_pages_of_text_keep_their_posts_and_who_answers_whom(tmp_path):
    for name, text in ALL.items():
        (tmp_path / name).write_text(text)
    run(tmp_path, "--publish")
    post, reply = (models.Post.objects.get(own_text__contains=words) for words in ("That is true", "Then pin it"))
    assert reply.parent_id == post.pk
    said = reply.own_text

    erase("--post", post.pk, "--yes")

    assert models.Post.objects.get(pk=reply.pk).own_text == said
    stub = models.Post.objects.get(pk=post.pk)
    assert (stub.is_missing, stub.text, stub.html, stub.parent_id) == (True, "", "", post.parent_id)
    assert models.Post.objects.get(pk=reply.pk).parent_id == post.pk
    record = models.Record.objects.get(document__path__startswith="erased-")
    assert bytes(record.raw).decode() == "\n" * ANSWER.count("\n")
    assert bytes(models.Record.objects.get(document__path="wall.txt").raw).decode() == WALL
    assert REPLY.splitlines()[0] not in bytes(models.Record.objects.get(document__path="reply.txt").raw).decode()


# What says so


def test_its_address_says_that_it_was_erased_when_and_why(client, erased):
    for address in (f"/p/{erased.pk}/", f"/p/{erased.pk}/raw", f"/p/{erased.pk}.json", f"/p/{erased.pk}.txt"):
        response = client.get(address)

        assert response.status_code == 410, address
        assert CANARY not in response.content.decode()
    page = client.get(f"/p/{erased.pk}/").content.decode()
    assert "This post was erased" in page
    assert "He asked for it." in page
    assert f"#p{erased.pk}" in page


def test_a_stranger_learns_nothing_of_what_was_erased_from_a_private_archive(client, erased):
    models.Archive.objects.update(is_published=False)

    assert client.get(f"/p/{erased.pk}/").status_code == 404


def test_its_place_in_the_thread_is_marked_as_long_as_somebody_answers(client, erased):
    thread = post_of(ASKED).thread
    assert f"/p/{erased.pk}/" in client.get(thread.get_absolute_url()).content.decode()
    assert "erased on" in client.get(thread.get_absolute_url()).content.decode()
    told = json.loads(client.get(f"/t/{thread.pk}.json").content)["posts"]
    assert [post["erased_on"] is not None for post in told] == [False, True, False, False]
    assert "erased on" in client.get(f"/t/{thread.pk}.txt").content.decode()
    assert thread.missing_count == 0

    erase("--post", post_of(ANSWER_TO_IT).pk, "--yes")

    assert not models.Post.objects.filter(pk=erased.pk).exists()
    assert client.get(f"/p/{erased.pk}/").status_code == 410


def test_a_thread_of_nothing_else_is_gone(client, tmp_path):
    imported(tmp_path / "given", Mail("lone-1@quay.example", SAID))
    post = models.Post.objects.get()
    address = post.thread.get_absolute_url()

    erase("--post", post.pk, "--yes")

    assert client.get(address).status_code == 410
    assert models.Document.objects.get().path == f"erased-{models.Document.objects.get().pk}"
    assert not models.Author.objects.exists()


def test_the_document_shows_its_gaps(client, erased, tmp_path):
    document = models.Document.objects.get()
    page = client.get(f"{document.get_absolute_url()}?view=lines").content.decode()
    assert "Record 2, erased on" in page
    assert "Record 3, without 1 line erased on" in page
    assert "but for what was erased from it" in page

    (tmp_path / "page.txt").write_text(f"Before it stood this.\n\n{SAID}\n\nAfter it came that.\n")
    run(tmp_path / "page.txt")

    page = client.get(f"{models.Document.objects.get(form='text').get_absolute_url()}?view=lines").content.decode()
    assert "1 line was erased here on" in page


def test_pages_are_asked_for_again_by_whoever_keeps_them(client, erased):
    for address in ("/", post_of(ASKED).get_absolute_url(), f"/p/{erased.pk}/"):
        assert "no-cache" in client.get(address).headers["Cache-Control"]


def test_exports_name_the_gap(tmp_path, erased):
    out = tmp_path / "raw"
    code, _, err = run("wall", "--format", "raw", "--output", out, archive="", command="export_archive")

    assert code == 0
    assert "1 document was written without what was erased" in err
    (gap,) = [json.loads(line) for line in (out / "erased.jsonl").read_text().splitlines()]
    assert gap["file"] == "list.mbox"
    assert [(each["record"], each.get("is_whole", False)) for each in gap["erased"]] == [(2, True), (3, False)]
    run("wall", "--output", tmp_path / "a.jsonl", archive="", command="export_archive")
    told = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert [bool(post.get("erased")) for post in told].count(True) == 1


# What comes later


def test_it_does_not_come_back_whatever_it_comes_in(tmp_path, erased):
    before = picture("wall")
    (tmp_path / "1.eml").write_bytes(SECRET.written().partition(b"\n")[2])
    (tmp_path / "2.mbox").write_bytes(b"From nobody Mon Jan  6 10:00:00 2020\n" + SECRET.written().partition(b"\n")[2])

    code, out, _ = run(tmp_path / "1.eml", tmp_path / "2.mbox")

    assert code == 0
    assert "2 records erased earlier were left out" in out
    assert picture("wall") == before
    assert hits() == {}


def test_a_copy_of_the_answer_loses_the_same_lines_and_is_known(tmp_path, erased):
    before = picture("wall")
    (tmp_path / "3.eml").write_bytes(ANSWER_TO_IT.written().partition(b"\n")[2])

    _, out, _ = run(tmp_path / "3.eml")

    assert "1 record came in without passages erased earlier" in out
    assert picture("wall") == before


def test_a_later_mail_that_quotes_it_and_a_page_that_shows_it_come_in_without(tmp_path, erased):
    later = replace(ANSWER_TO_IT, id="bell-9@quay.example", said="I never heard it.", after=99)
    imported(tmp_path / "later", later)
    (tmp_path / "page.txt").write_text(f"Before it stood this.\n\n{SAID}\n\nAfter it came that.\n")
    code, out, _ = run(tmp_path / "page.txt")

    assert (code, hits()) == (0, {})
    assert "1 line erased earlier was left out" in out
    assert post_of(later).parent_id == erased.pk
    assert post_of(later).text == "I never heard it."


def test_forgotten_and_given_again_it_stays_away_and_the_rest_is_the_same(tmp_path, erased):
    before = picture("wall")["posts"]
    run("--document", models.Document.objects.get().pk, "--yes", "-v", "0", archive="", command="forget")

    imported(tmp_path / "given", *MAILS)

    assert hits() == {}
    assert picture("wall")["posts"] == before


def test_an_archive_from_which_nothing_was_erased_asks_for_nothing(tmp_path):
    imported(tmp_path / "given", *MAILS)

    assert not watch_of(models.Archive.objects.get())


# The admin


def act(client, post: models.Post, **fields: object):
    chosen = {"action": "erase", "_selected_action": [post.pk], **fields}
    return client.post(reverse("admin:threads_post_changelist"), chosen, follow=True)


def test_the_admin_says_what_goes_asks_and_erases(admin_client, tmp_path):
    imported(tmp_path / "given", *MAILS)
    post = post_of(SECRET)
    act(admin_client, post, action="hide", confirmed="yes", reason=f"He says {CANARY}")
    assert set(hits()) >= {"public.threads_curatoraction"}

    asked = act(admin_client, post).content.decode()
    assert "It cannot be undone" in asked
    assert "shown to everybody" in asked
    assert CANARY in post_of(SECRET).text
    done = act(admin_client, post, confirmed="yes", reason="He asked.").content.decode()

    assert "Erased: 1." in done
    assert hits() == {}
    assert LogEntry.objects.filter(object_id=str(post.pk), object_repr="erased").count() == 1
    action = models.CuratorAction.objects.get(kind="erase_post")
    listed = admin_client.get(reverse("admin:threads_curatoraction_changelist")).content.decode()
    assert "for good" in listed
    with pytest.raises(curating.RefusedError, match="cannot be brought back"):
        curating.undo(action=action)


def test_only_who_has_the_permission_may_erase(client, tmp_path):
    imported(tmp_path / "given", *MAILS)
    post = post_of(SECRET)
    staff = factories.staff()
    staff.user_permissions.set(Permission.objects.filter(codename__in=("view_post", "change_post")))
    client.force_login(staff)

    assert "Erase the selected" not in client.get(reverse("admin:threads_post_changelist")).content.decode()
    act(client, post, confirmed="yes")
    assert CANARY in post_of(SECRET).text

    staff.user_permissions.add(Permission.objects.get(codename="erase_post"))
    act(client, post, confirmed="yes")
    assert models.Post.objects.get(pk=post.pk).is_missing
