"""Payloads in every field of documents of every format -> every page of the archive in Chromium: nothing of them may run."""

from urllib.parse import quote

from tests.campaign import documents
from tests.campaign.crawl import Crawl, crawl, told
from tests.campaign.judging import is_as_wide_as_its_window, watches_what_runs
from tests.campaign.payloads import FAMILIES, PAYLOADS
from tests.campaign.results import Row
from tests.campaign.site import Site, make_staff, serving
from tests.campaign.widths import START, admin_pages
from threads.models import Archive, Author, Document, Post, Record, Thread

TITLE = '"><script>window.pwn=1</script>{{ 7|add:7 }}</title><img src=x onerror=window.pwn=1>'
STAFF_PAGES_MOST = 300
# Parameters that pages read, and one that none does.
PARAMETERS = ("q", "page", "view", "fold", "passage", "line", "context", "next", "x")


def main(site: Site, *, share: float) -> None:
    """Load, crawl as a visitor and as staff, and tell."""
    folder = site.data / "given"
    documents.write(folder, PAYLOADS)
    site.load("hostile", folder, title=TITLE)
    Archive.objects.update(description=PAYLOADS[0])
    counts = ", ".join(
        f"{model.objects.count():,} {model._meta.verbose_name_plural}"
        for model in (Document, Record, Thread, Post, Author)
    )
    print(
        f"  {len(PAYLOADS)} payloads of {len(FAMILIES)} families, {len(documents.FORMATS)} formats: {counts}",
        flush=True,
    )
    with serving(site) as address:
        _crawl(address, share)
        _crawl_as_staff(address, make_staff(site))


def _crawl(address: str, share: float) -> None:
    asked = [f"/search/?q={quote(payload[:250])}" for payload in PAYLOADS]
    odd = [
        f"/{path}?{name}={quote(PAYLOADS[number % len(PAYLOADS)][:250])}"
        for number, (name, path) in enumerate(_places())
    ]
    missing = [f"/{quote(payload[:200], safe='')}" for payload in PAYLOADS[::8]]
    prepare, look = watches_what_runs(address)
    crawling = Crawl(address, (is_as_wide_as_its_window, look), (prepare,), share=share, searches_most=len(asked) + 60)
    found = crawl(crawling, [*asked, *odd, *missing, *START])
    print(*told(found), sep="\n", flush=True)
    Row("scripts", f"{len(PAYLOADS)} payloads, pages of visitors", f"{found.total:,} pages", len(found.faults)).print()


def _places() -> list[tuple[str, str]]:
    return [
        (name, path)
        for name in PARAMETERS
        for path in ("", "a/hostile/", "search/", "quoted/", "login/", "t/1/", "p/1/", "d/1/", "u/1/")
    ]


def _crawl_as_staff(address: str, cookies: list[dict]) -> None:
    """The admin has Django's own scripts and markup: there only what ran, and what was asked of others, is judged."""
    prepare, look = watches_what_runs(address, is_ours=False)
    crawling = Crawl(address, (look,), (prepare,), share=0.01, most=STAFF_PAGES_MOST)
    found = crawl(crawling, admin_pages(6), cookies=cookies)
    print(*told(found), sep="\n", flush=True)
    Row("scripts", "the same, pages of staff", f"{found.total:,} pages", len(found.faults)).print()
