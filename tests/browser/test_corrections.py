"""Staff correct what was read; visitors see it corrected, and so it stays."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers import factories
from tests.helpers.curating import post_of
from tests.helpers.importing import run
from tests.helpers.pages import ALL, ANSWER, BEES, REPLY, WALL
from threads import curating, models

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long password"


@pytest.fixture
def archive(live_server, tmp_path) -> models.Archive:
    for name in ("wall.txt", "answer.txt", "bees.txt"):
        (tmp_path / name).write_text(ALL[name])
    run(tmp_path, "--publish")
    return models.Archive.objects.get(slug="wall")


@pytest.fixture
def curator(browser: Browser, live_server, size: dict[str, int], has_scripts: bool) -> Iterator[Page]:
    """Somebody at the admin, whose pages may not fail, be refused by the policy, or ask another host either."""
    context = browser.new_context(base_url=live_server.url, viewport=size, java_script_enabled=has_scripts)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: request.url.startswith(live_server.url) or faults.append(request.url))
    yield page
    context.close()
    assert faults == []


def log_in(page: Page) -> None:
    user = factories.staff()
    user.is_superuser = True
    user.save()
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()


def choose(page: Page, row: models.Post | models.Archive | models.Author | models.Document, action: str) -> None:
    """Tick a row of its list and apply an action to it."""
    page.goto(f"/admin/threads/{row._meta.model_name}/")
    page.locator(f'input[name="_selected_action"][value="{row.pk}"]').check()
    page.get_by_label("Action:").select_option(action)
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()


@pytest.mark.parametrize("size", ["wide"], indirect=True)
def test_a_correction_is_seen_on_the_page_and_kept_by_an_import(curator, reader, archive, tmp_path):
    wall, answer, bees = post_of(WALL), post_of(ANSWER), post_of(BEES)
    log_in(curator)

    curator.goto(f"/admin/threads/author/{answer.author_id}/change/")
    curator.get_by_label("Name:").fill("Bruno of the quay")
    curator.get_by_label("Reason:").fill("He signed the letter.")
    curator.get_by_role("button", name="Save", exact=True).click()
    expect(curator.get_by_text("is shown as Bruno of the quay")).to_be_visible()
    expect(curator.get_by_label("Reason")).to_have_value("He signed the letter.")
    curator.get_by_role("button", name="Yes, change it").click()
    expect(curator.get_by_text("was changed successfully")).to_be_visible()
    curator.goto(f"/admin/threads/post/{bees.pk}/change/")
    curator.get_by_label("Answers post:").fill(str(answer.pk))
    curator.get_by_role("button", name="Save", exact=True).click()
    expect(curator.get_by_text(f"answers post {answer.pk}")).to_be_visible()
    curator.get_by_role("button", name="Yes, change it").click()
    expect(curator.get_by_text("was changed successfully")).to_be_visible()
    choose(curator, wall, "hide")
    expect(curator.get_by_text("is seen by staff alone")).to_be_visible()
    curator.get_by_role("button", name="Hide from visitors").click()
    expect(curator.get_by_text("Hidden: 1.")).to_be_visible()

    def is_as_corrected() -> None:
        thread = models.Post.objects.get(pk=answer.pk).thread
        reader.goto(thread.get_absolute_url())
        expect(reader.get_by_role("heading", name=re.compile("Bruno of the quay"))).to_be_visible()
        expect(reader.locator(f"#p{bees.pk}")).to_contain_text("Dalia keeps eleven hives")
        expect(reader.locator(f"#p{bees.pk}")).to_contain_text("Bruno of the quay")
        expect(reader.get_by_text("The quarry at Brackwater")).to_have_count(0)
        assert reader.request.get(wall.get_absolute_url()).status == 404

    is_as_corrected()
    (tmp_path / "reply.txt").write_text(REPLY)
    run(tmp_path)
    run("wall", "-v", "0", archive="", command="rebuild")

    assert models.Quote.objects.filter(post=post_of(REPLY), source_post=answer).exists()
    is_as_corrected()


@pytest.mark.parametrize("size", ["wide"], indirect=True)
def test_a_correction_is_undone(curator, reader, archive):
    bees = post_of(BEES)
    log_in(curator)
    choose(curator, bees, "hide")
    curator.get_by_role("button", name="Hide from visitors").click()
    assert reader.request.get(bees.get_absolute_url()).status == 404

    curator.goto("/admin/threads/curatoraction/")
    expect(curator.get_by_role("link", name=f"Post {bees.pk}")).to_have_attribute("href", bees.get_absolute_url())
    curator.get_by_role("link", name="undo …").click()
    expect(curator.get_by_role("heading", name="Undo this correction?")).to_be_visible()
    curator.get_by_role("button", name="Yes, undo").click()

    expect(curator.get_by_text("Undone: 1.")).to_be_visible()
    assert reader.request.get(bees.get_absolute_url()).status == 200


@pytest.mark.parametrize("size", ["wide"], indirect=True)
def test_two_authors_who_are_one_are_merged_for_good_and_parted_again(curator, reader, archive, tmp_path):
    wall, answer = post_of(WALL), post_of(ANSWER)
    address = answer.author.get_absolute_url()
    curating.rename_author(author=wall.author, name="Ada of Ely", by=None)
    log_in(curator)

    curator.goto(f"/admin/threads/author/{answer.author_id}/change/")
    curator.get_by_label("Name:").fill("ada of ely")
    curator.get_by_role("button", name="Save", exact=True).click()
    curator.get_by_role("link", name="Merge the two").click()
    expect(curator.get_by_text("1 post is shown as by Ada of Ely")).to_be_visible()
    curator.get_by_label("Reason").fill("The same hand.")
    curator.get_by_role("button", name="Yes, they are one").click()
    expect(curator.get_by_text("Merged into Ada of Ely: 1.")).to_be_visible()

    def is_one() -> None:
        reader.goto(address)
        expect(reader).to_have_url(re.compile(f"/u/{wall.author_id}/ada-of-ely/$"))
        expect(reader.get_by_text("That is true of the pier")).to_be_visible()
        expect(reader.get_by_text("Granite lasts for three hundred years").first).to_be_visible()

    is_one()
    (tmp_path / "reply.txt").write_text(REPLY)
    run(tmp_path)
    run("wall", "-v", "0", archive="", command="rebuild")
    is_one()

    curator.goto("/admin/threads/curatoraction/")
    curator.get_by_role("row", name="merged into").get_by_role("link", name="undo …").click()
    curator.get_by_role("button", name="Yes, undo").click()
    expect(curator.get_by_text("Undone: 1.")).to_be_visible()
    reader.goto(address)
    expect(reader).to_have_url(re.compile(f"/u/{answer.author_id}/unknown/$"))


@pytest.mark.parametrize("size", ["wide"], indirect=True)
def test_an_author_is_chosen_by_name_to_be_merged_into(curator, reader, archive):
    wall, bees = post_of(WALL), post_of(BEES)
    curating.rename_author(author=wall.author, name="Ada of Ely", by=None)
    log_in(curator)

    choose(curator, bees.author, "merge")
    curator.get_by_label("Or into another author").fill("Ada of Ely")
    curator.get_by_role("button", name="Say what will change").click()
    curator.get_by_role("button", name="Yes, they are one").click()

    reader.goto(wall.author.get_absolute_url())
    expect(reader.locator("article").get_by_text("Dalia keeps eleven hives")).to_be_visible()


@pytest.mark.parametrize("size", ["wide"], indirect=True)
def test_publishing_and_forgetting_ask_first(curator, reader, archive):
    log_in(curator)
    choose(curator, archive, "unpublish")
    expect(curator.get_by_text("only staff can read it")).to_be_visible()
    assert reader.request.get(archive.get_absolute_url()).status == 200
    curator.get_by_role("button", name="Keep them to staff").click()
    expect(curator.get_by_text("Unpublished: 1.")).to_be_visible()
    assert reader.request.get(archive.get_absolute_url()).status == 404

    choose(curator, archive.documents.get(path="bees.txt"), "forget")
    expect(curator.get_by_text("Posts that stand in it alone, and go: 1.")).to_be_visible()
    curator.get_by_label("Reason").fill("Dalia asked.")
    curator.get_by_role("button", name="Forget for good").click()

    expect(curator.get_by_text("Forgotten: 1.")).to_be_visible()
    assert not models.Document.objects.filter(path="bees.txt").exists()
