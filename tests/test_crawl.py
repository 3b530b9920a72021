"""Every address of the site, asked by everybody: what is private or hidden shows to none who may not see it."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from tests.helpers import factories
from tests.helpers.crawling import OURS, Case, cases, routes, shown, without_chance
from threads.models import CuratorAction, Fingerprint, ImportRun, RunDocument

pytestmark = pytest.mark.django_db
CANARY = "kanarienvogel"
# Stands beside the canary and is what searches and addresses name: an answer may repeat what it was asked.
BESIDE = "zeisig"
# A month of its own, so that the count of a month would show it.
THEN = datetime(1987, 5, 4, tzinfo=UTC)
NOBODYS = {"author_id": 999_999, "document_id": 999_999, "post_id": 999_999, "thread_id": 999_999}
# What these say is the same for all, whatever the archives hold.
SAME_FOR_ALL = {
    "favicon",
    "help",
    "robots",
    "settings",
    "login",
    "logout",
    "healthz",
    "readyz",
    "sitemap",
    "archive_sitemap",
    "opensearch",
    "post_picture",  # there is none, and pictures say no words: tests/test_pictures_served.py
}
# Whatever is answered: pages, parts, feeds, raw bytes, redirects, refusals, the admin.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
QUERIES = (
    BESIDE, f'"{BESIDE}"', f"author:{BESIDE}", f"title:{BESIDE}", f"archive:{BESIDE}", f"in:title {BESIDE}",
    f"in:quotes {BESIDE}", f"in:first {BESIDE}", f"in:new {BESIDE}", f"{BESIDE} sort:oldest", "has:quote", "is:missing",
    "is:inferred", "is:unsourced", "before:1990", "replies:>0", "",
)  # fmt: skip
SEARCHES = tuple(f"?q={query}" for query in QUERIES)
VARIANTS = {
    "threads:front": ("?page=2",),
    "threads:archive": ("?page=2",),
    "threads:thread": ("?view=flat", "?view=once", "?page=all", "?page=2", "?fold=1,2"),
    "threads:post": ("?context=0", "?context=50", f"?q={BESIDE}"),
    "threads:post_source": (f"?passage={BESIDE}",),
    "threads:document": ("?line=1", "?line=2", "?page=2", "?view=lines", "?post=1"),
    "threads:quoted": ("?page=2",),
    "threads:search": SEARCHES,
    "threads:search_atom": SEARCHES,
    "admin:autocomplete": tuple(
        f"?term={BESIDE}&app_label=threads&model_name={model}&field_name={field}"
        for model, field in (("post", "author"), ("post", "thread"), ("thread", "archive"), ("quote", "post"))
    ),
    **{f"admin:threads_{name}_changelist": (f"?q={BESIDE}", "?_popup=1", "?_to_field=id&_popup=1") for name in OURS},
}


def filled(archive, thread, *, path: str = f"{CANARY}.txt", **secrets):
    """Rows of every table, with the canary in each column that a page shows."""
    words = f"{CANARY} {BESIDE}"
    document = factories.document(archive, f"{words}\n{words} again\nplain\n", path=path)
    missing = factories.post(thread, words, author=f"{CANARY} Dalia", is_missing=True, quoted_count=9, **secrets)
    post = factories.answer(
        missing, words, author=words, origin="quote", evidence=CANARY, posted_at_raw=CANARY, cues=[CANARY],
        html=f"<p>{words}</p>", **secrets,
    )  # fmt: skip
    factories.quote(post, missing, line=2, source_document=document, source_line=2)
    factories.quote(post, None, line=1, kind="unsourced", source_document=document, source_line=1)
    factories.appearance(post, document, 1, 2)
    factories.alias(post.author, words, document)
    factories.redirect("post", 900_001 + thread.pk, post)
    run = ImportRun.objects.create(archive=archive, request={"paths": [CANARY]}, refusals=[[CANARY, 1, CANARY]])
    RunDocument.objects.create(run=run, document=document, path=f"{CANARY}.txt", is_new=True)
    Fingerprint.objects.create(archive=archive, document=document, value=1)
    CuratorAction.objects.create(
        archive=archive, kind="rename_author", key=bytes(32), value={"name": CANARY}, reason=CANARY
    )
    return {
        "slug": archive.slug, "name": f"{'01' * 32}.png", "year": THEN.year, "month": THEN.month, "thread_id": thread.pk, "post_id": post.pk,
        "author_id": post.author_id, "document_id": document.pk, "archive_id": archive.pk, "id": 1, "object_id": thread.pk,
        "content_type_id": ContentType.objects.get_for_model(thread).pk,
    }  # fmt: skip


@pytest.fixture
def private():
    archive = factories.archive(f"{CANARY} {BESIDE}", slug=BESIDE, description=CANARY, is_published=False)
    values = filled(archive, factories.thread(archive, f"{CANARY} {BESIDE}"), posted_at=THEN)
    return values | {"pk": values["thread_id"]}


@pytest.fixture
def public():
    """Beside the private archive, with a post that quotes the same words, and a link that should never be."""
    archive = factories.archive("The Bell Tower", slug="bells")
    thread = factories.thread(archive)
    document = factories.document(archive, f"The small one.\n{BESIDE} sings.\n")
    opening = factories.post(thread, "The small one.")
    post = factories.answer(opening, f"{BESIDE} sings.", author="Chen", origin="quote", evidence="6 characters")
    factories.appearance(post, document, 2, 2)
    return {"archive": archive, "thread": thread, "document": document, "post": post, "opening": opening}


@pytest.fixture
def hidden(public):
    """A hidden thread of the public archive, and a hidden post that others answer and quote."""
    secret = factories.thread(public["archive"], f"{CANARY} {BESIDE}", is_hidden=True)
    # Documents are not hidden, but for the lines of posts that are.
    values = filled(public["archive"], secret, path="secret.txt", posted_at=THEN, is_hidden=True)
    words = f"{CANARY} {BESIDE}"
    post = factories.answer(public["opening"], words, author=words, is_hidden=True, quoted_count=5)
    reply = factories.answer(post, "An answer to it.", author="Bruno", origin="quote", evidence="6 characters")
    document = factories.document(public["archive"], f"The small one.\n{words}\nAn answer to it.\n", path="both.txt")
    for number, each in enumerate((public["opening"], post, reply), 1):
        factories.appearance(each, document, number, number)
    factories.quote(reply, post, line=3, source_document=document, source_line=2)
    at_thread = {"thread_id": public["thread"].pk, "post_id": post.pk, "author_id": post.author_id}
    return [values, values | at_thread | {"document_id": document.pk}, values | at_thread | {"post_id": reply.pk}]


def account(name: str, *codenames: str, **status: bool):
    made = get_user_model().objects.create_user(name, password="a long password", **status)
    made.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return made


@pytest.fixture
def everybody(client_of):
    """By what they are: whoever may see private archives comes first, for what they leave in a cache."""
    view = [f"view_{name}" for name in OURS]
    return {
        "staff with permissions": client_of(account("registrar", *view, is_staff=True)),
        "staff": client_of(account("warden", is_staff=True)),
        "reader": client_of(account("reader")),
        "visitor": client_of(None),
    }


@pytest.fixture
def client_of():
    def made(user) -> Client:
        client = Client(raise_request_exception=False)
        if user:
            client.force_login(user)
        return client

    return made


def is_ours(name: str) -> bool:
    return not name.startswith(("admin:", "staff:"))


def leaks(asking, found) -> list[str]:
    """The cases whose answer has the canary, or fails."""
    wrong = []
    for case in found:
        response = asking.get(case.address, headers=case.headers)
        assert response.status_code < 500, (response.status_code, case)
        assert set(HEADERS.items()) <= set(response.headers.items()), case
        assert "default-src 'none'" in response.headers["Content-Security-Policy"], case
        if CANARY in shown(response) and CANARY not in case.address:
            wrong.append(case.address)
    return wrong


def test_the_map_has_a_case_for_every_pattern(private):
    assert {case.route for case in cases(private, VARIANTS)} == {route for route, _ in routes()}
    assert len(list(routes())) > 100


def test_what_is_private_is_shown_at_every_address_to_staff_and_so_the_crawl_can_fail(everybody, private, public):
    names = dict(routes())
    seen = {name: False for name in names.values() if is_ours(name)}
    for case in cases(private, VARIANTS):
        if is_ours(names[case.route]):
            response = everybody["staff"].get(case.address, headers=case.headers)
            seen[names[case.route]] |= CANARY in shown(response)

    assert {name.removeprefix("threads:") for name, is_seen in seen.items() if not is_seen} == SAME_FOR_ALL


@pytest.mark.parametrize("who", ["reader", "visitor"])
def test_a_private_archive_shows_at_no_address(everybody, private, public, who: str):
    everybody["staff"].get("/")
    beside = private | {"slug": "bells", "thread_id": public["thread"].pk, "post_id": public["post"].pk}
    beside |= {"author_id": public["post"].author_id, "document_id": public["document"].pk}

    assert leaks(everybody[who], {case for values in (private, beside) for case in cases(values, VARIANTS)}) == []


@pytest.mark.parametrize("who", ["reader", "visitor"])
def test_what_is_hidden_shows_at_no_address(everybody, hidden, who: str):
    everybody["staff"].get("/")

    assert leaks(everybody[who], {case for values in hidden for case in cases(values, VARIANTS)}) == []


def test_a_private_address_answers_as_one_that_was_never_given(everybody, private, public):
    names = dict(routes())
    asked, instead = (
        [case for case in cases(values, VARIANTS) if is_ours(names[case.route]) and "<" in case.route]
        for values in (private, private | NOBODYS | {"slug": "nowhere"})
    )

    for one, other in zip(asked, instead, strict=True):
        there, not_there = (everybody["visitor"].get(case.address, headers=case.headers) for case in (one, other))
        assert without_chance(there, *_repeated(one)) == without_chance(not_there, *_repeated(other)), one


def _repeated(case: Case) -> list[str]:
    """What an answer may repeat of a question: the address, without its query, and where its part leads without htmx."""
    path = case.address.partition("?")[0]
    return [case.address, path, path.removesuffix("source/")]


def test_a_search_for_private_words_answers_as_one_for_words_that_nobody_wrote(everybody, private):
    for before in ("", "author:", "title:", "archive:", "in:title ", "in:quotes ", "in:first "):
        for address in ("/search/?q=", "/search.atom?q="):
            there, nowhere = (
                without_chance(everybody["visitor"].get(f"{address}{before}{word}"), word)
                for word in (BESIDE, "nirgnd")
            )
            assert there == nowhere, before


def test_staff_without_permissions_see_no_table_in_the_admin(everybody, private):
    names = dict(routes())
    # It leads to pages that staff may read.
    tables = [case for case in cases(private, VARIANTS) if names[case.route] != "admin:view_on_site"]

    assert leaks(everybody["staff"], [case for case in tables if not is_ours(names[case.route])]) == []


def test_staff_with_permission_see_the_tables_and_so_the_crawl_can_fail(everybody, private):
    names = dict(routes())
    lists = {case.address for case in cases(private, {}) if names[case.route].endswith("_changelist")}
    seen = {address for address in lists if CANARY in shown(everybody["staff with permissions"].get(address))}

    assert seen >= {f"/admin/threads/{name}/" for name in ("archive", "thread", "post", "document", "author", "alias")}


def test_staff_who_may_correct_see_what_they_correct_and_so_the_crawl_can_fail(client_of, private):
    curator = client_of(account("curator", "change_post", "change_document", is_staff=True))
    names = dict(routes())
    found = [case for case in cases(private, {}) if names[case.route].startswith("staff:")]

    seen = {names[case.route] for case in found if CANARY in shown(curator.get(case.address, headers=case.headers))}

    assert seen == {name for name in names.values() if name.startswith("staff:")}


def test_no_address_fails_for_what_is_hidden_or_was_never_given(everybody, hidden):
    nonsense = hidden[0] | NOBODYS | {"slug": "nowhere", "month": 13, "year": 0, "id": 999_999, "object_id": "x"}

    for values in (hidden[1], nonsense):
        leaks(everybody["staff with permissions"], cases(values, {}))


@pytest.mark.parametrize(
    "next_page", ["/t/{thread_id}/", "/a/{slug}/", "//elsewhere.example.org/", "javascript:alert(1)"]
)
def test_a_choice_or_a_sign_in_leads_no_further_than_its_words(everybody, private, next_page: str):
    asked = next_page.format(**private)

    for address, said in (
        ("/settings/", {"theme": "dark"}),
        ("/login/", {"username": "reader", "password": "a long password"}),
    ):
        response = everybody["visitor"].post(address, said | {"next": asked})

        assert response.status_code == 302, address
        assert response["Location"] == (asked if asked.startswith(("/t", "/a")) else "/"), address
        assert CANARY not in shown(response)
