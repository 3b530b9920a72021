"""No page, feed or file gives a mail address away; what is no address stays as it is."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import factories, odd
from tests.helpers.addresses import addresses
from threads.html.addresses import as_stored, marking, sent, veiled, veiled_text

HOSTS = ("ada.example.org", "bruno.example.com", "chen.example.net", "dalia.example.org")
ADDRESS = "ada@ada.example.org"
STAND = '<span class="cited" id="q1-1-0">'


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Ada <ada@example.org> wrote:", "Ada <ada@\u2026> wrote:"),
        ("&lt;ada.l+lists@mail.example.co.uk&gt;", "&lt;ada.l+lists@\u2026&gt;"),
        ("write to ada@example.org.", "write to ada@\u2026."),
        ("&quot;ada l&quot;@example.org", "&quot;ada l&quot;@\u2026"),
        ("ada@example.org\u2014and so on", "ada@\u2026\u2014and so on"),
        ("\u0430\u0434\u0430@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444", "\u0430\u0434\u0430@\u2026"),
        ("ada@<mark>example</mark>.org", "ada@\u2026<mark></mark>"),
        (f"{STAND}ada</span>@example.org", f"{STAND}ada</span>@\u2026"),
        (f"ada@exam{STAND}ple.org and</span>", f"ada@\u2026{STAND} and</span>"),
        ('<a href="mailto:ada@example.org" rel="ugc">mailto:ada@example.org</a>', "mailto:ada@\u2026"),
    ],
)
def test_an_address_is_shown_without_its_host(given, shown):
    assert veiled(given.encode()).decode() == shown


@pytest.mark.parametrize(
    "text",
    ["@decorator.of", "react@16.8.0", "@@ -1,3 +1,4 @@ tide.c", "gpio@1e780000 {", "ada @ home", "HEAD@{1}.c", "https://example.org/@ada/tides", "root@10.0.0.1"],
)  # fmt: skip
def test_what_is_no_address_stays(text):
    assert veiled(text.encode()).decode() == text


def test_a_link_to_a_mail_in_an_archive_still_leads_there():
    link = '<a href="https://lists.example.org/r/2019.1-2@example.org/">there</a>'

    assert veiled(link.encode()).decode() == link.replace("@", "%40")


def test_what_a_visitor_asks_for_is_theirs_to_read():
    shown = veiled(b"ada@example.org, bruno@example.org", "author:ada@example.org tides").decode()

    assert shown == "ada@example.org, bruno@\u2026"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("http://a.example/" + "x" * 600 + "@ada.example.org", "http://a.example/" + "x" * 600 + "%40ada.example.org"),
        ("HTTP://a.example/r/1@ada.example.org", "HTTP://a.example/r/1%40ada.example.org"),
        ("http://a.example/&lt;ada@example.org&gt;", "http://a.example/&lt;ada@\u2026&gt;"),
        ("http://a.example/?b&amp;c=ada@example.org", "http://a.example/?b&amp;c=ada%40example.org"),
        ("ada" + "<b></b>" * 100 + "@example.org", "ada" + "<b></b>" * 100 + "@\u2026"),
        (f'<a href="mailto:{"x" * 3_000}@example.org">write</a>', "write"),
        ('<A HREF="MAILTO:ada@example.org">write</A>', "write"),
        ('<a href="mailto:nobody">write</a>@', '<a href="mailto:nobody">write</a>@'),
    ],
)
def test_length_and_case_make_no_difference(given, shown):
    assert veiled(given.encode()).decode() == shown


TEXTS = st.lists(
    st.sampled_from(["ada", "@", "@", ".", "example", "org", "\u4e2d\u6587", "\u2026", "\u00e9", "<b>", "</b>", STAND, "</span>", "<p>", "&quot;", "&lt;",
                     "&amp;", "http://", "/", " ", "-", "1", "%40", '<a href="mailto:', '">', "</a>", '"', ">"])
)  # fmt: skip


@odd.examples(300)
@given(TEXTS.map("".join))
def test_what_was_left_out_once_stays_as_it_is(text):
    once = veiled_text(text)

    assert veiled_text(once) == once


# By what it costs to read an ordinary page of the same length, so that no machine is too slow for it.
ORDINARY = "<p>Ada &lt;ada@example.org&gt; wrote that the small bell rang before the great one, and bruno@example.com says so.</p>"
# The dearest page there is, a mail address of three letters in elements again and again, costs 17 times as much.
MOST_TIMES = 40
HOSTILE = [
    "http://a/", "http://a/ ", "http://", "@a", "a@a.", "a@a<b", '<a href="mailto:@', '<a href="mailto:@"', "a@<b>", "@\u00e9", "<b>@<b>", "&amp;@a.b ",
    "<b>@a.b", ">@a.b", "&quot;@a.b", "@a.<b>", "a@a.a ", "mailto:" + "a@" * 2_300 + "\n", "http://a/@b.c/", "<b @a.b>", "a", "a@", "http://a/&", "<b>", "@<b ",
]  # fmt: skip


def cost(page: bytes) -> float:
    """Seconds of the processor, the least of three."""
    seconds = []
    for _ in range(3):
        started = time.process_time()
        veiled(page)
        seconds.append(time.process_time() - started)
    return min(seconds)


@pytest.mark.parametrize("part", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_page_costs_no_more_than_its_length(part):
    for size in (40_000, 160_000):
        page = (part * (size // len(part) + 1))[:size].encode() + b"@"
        ordinary = (ORDINARY * (size // len(ORDINARY) + 1))[:size].encode()

        assert cost(page) < MOST_TIMES * cost(ordinary)


@pytest.mark.parametrize("part", ["<b>", "<b></b>", "a", "a.", "<b @a.b>", "http://a/"])
def test_one_address_as_long_as_a_page_costs_no_more_either(part):
    ordinary = (ORDINARY * 1_500).encode()
    for page in (
        f"a{part * 20_000}@a.b",
        f"a@{part * 20_000}",
        f"a@a.{part * 20_000}",
        f"http://a/{part * 20_000}@a.b",
    ):
        assert cost(page.encode()) < MOST_TIMES * cost(ordinary)


@pytest.fixture
def mail(db):
    """A mail archive with addresses in every column that a page shows."""
    archive = factories.archive(f"Tides of {ADDRESS}", slug="tides", description=f"Write to {ADDRESS}")
    thread = factories.thread(archive, f"Tides of {ADDRESS}")
    raw = f"From: Ada <{ADDRESS}>\n\nWrite to {ADDRESS}.\n"
    document = factories.document(archive, raw, path=f"{ADDRESS}.mbox", form="mbox")
    words = "Write to ada@ada.example.org or to bruno@bruno.example.com."
    opening = factories.post(thread, words, author="ada@ada.example.org", quoted_count=9)
    html = f'<p>Write to {STAND}ada@ada.exam</span>ple.org or <a href="mailto:bruno@bruno.example.com">him</a></p>'
    opening.html = html
    opening.title, opening.url = f"Ask {ADDRESS}", f"https://example.org/{ADDRESS}"
    opening.facts = {"attachments": [{"name": ADDRESS, "type": ADDRESS, "size": 1}], "list": "tides@dalia.example.org"}
    opening.posted_at = datetime(2009, 2, 3, tzinfo=UTC)
    opening.stated_id = "20090203@chen.example.net"
    opening.save()
    answer = factories.answer(
        opening, words, author=ADDRESS, origin="quote", evidence=f"quotes {ADDRESS}", confidence=0.5
    )
    factories.quote(answer, opening, line=1, source_document=document, source_line=3)
    factories.appearance(opening, document, 1, 3)
    factories.alias(opening.author, ADDRESS, document)
    return {"archive": archive, "thread": thread, "document": document, "post": opening, "author": opening.author}


def test_no_address_of_a_mail_archive_stands_on_any_page(client, mail):
    searches = ("/search/?q=write", "/search/?q=example", "/search.atom?q=write", "/quoted/", "/", "/latest.atom")
    more = (f"/p/{mail['post'].id}/?q=example", f"{mail['thread'].get_absolute_url()}?view=flat", "/a/tides/2009/2/")
    seen = {}
    for address in [*addresses(mail).values(), *searches, *more]:
        response = client.get(address, follow=True)
        seen[address] = [host for host in HOSTS if f"@{host}" in response.getvalue().decode()]

    assert {address: hosts for address, hosts in seen.items() if hosts} == {}


def test_html_is_stored_without_hosts_whoever_writes_it(mail):
    post = mail["post"]
    post.refresh_from_db()

    assert post.html == f"<p>Write to {STAND}ada@\u2026</span> or him</p>"


def test_what_was_stored_without_hosts_is_not_read_again():
    with marking() as mark:
        page = f"ada@example.org {as_stored('<p>ada@example.org</p>')} bruno@example.org".encode()

    assert sent(page, mark).decode() == "ada@\u2026 <p>ada@example.org</p> bruno@\u2026"
    assert as_stored("<p>") == "<p>"


def test_no_mark_of_one_page_is_that_of_another():
    with marking() as first, marking() as second:
        assert first != second
        assert as_stored("").encode() == second * 2

    assert sent(first + b"ada@example.org" + first, second).decode().count("example") == 0


def test_a_word_that_is_an_address_is_marked_where_its_host_is_left_out(client, mail):
    page = client.get(f"/p/{mail['post'].id}/?q=bruno@bruno.example.com+write").content.decode()

    assert '<mark id="found">Write</mark> to' in page
    assert f"@{HOSTS[0]}" not in page


def test_a_search_for_an_address_finds_who_wrote_it_and_keeps_what_was_asked(client, mail):
    page = client.get("/search/?q=bruno@bruno.example.com").content.decode()

    assert 'value="bruno@bruno.example.com"' in page
    assert f"@{HOSTS[0]}" not in page


def test_the_bytes_of_mail_are_for_staff_alone(client, mail):
    address = f"/d/{mail['document'].id}/raw"

    assert client.get(address).status_code == 404
    assert "Download the file" not in client.get(f"/d/{mail['document'].id}/").content.decode()
    client.force_login(factories.staff())
    assert ADDRESS in client.get(address).getvalue().decode()
