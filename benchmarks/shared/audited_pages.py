"""A site of the sample that is served -> an address of every kind of page, for visitors and for staff."""

from __future__ import annotations

import sys
from collections.abc import Callable

from playwright.sync_api import Page

ADMIN = "/admin/threads/"
# Lists of the admin, and of each the page of its first row.
TABLES = ("archive", "document", "post", "author", "thread", "curatoraction", "importrun", "record", "job")


def page_kinds(page: Page, site: str) -> dict[str, str]:
    """An address of every kind of public page, found as a reader finds them."""
    first = _finder(page, site)
    archive = first("/", ".archive-name a")
    thread = first("/search/?q=has:quote", ".hit-title a")
    addresses: dict[str, str] = {
        "front": "/",
        "archive": archive,
        "documents": f"{archive}documents/",
        "thread": thread,
        "thread flat": f"{thread}?view=flat",
        "thread once": f"{thread}?view=once",
        "post": (permalink := first(thread, ".byline .number[href]")),
        "author": (writer := _author(page, site + archive)),
        "exchange": _exchange(page, site + writer),
        "cite": f"{permalink}cite/",
        "coverage": f"{archive}coverage/",
        "arrivals": f"{archive}new/",
        "document": (document := first(archive, ".documents a")),
        "lines": f"{document}?view=lines",
        "search": "/search/",
        "search with hits": "/search/?q=the",
        "search without": "/search/?q=xyzzyplugh",
        "most quoted": "/quoted/",
        "help": "/help/",
        "login": "/login/",
        "404": "/no/such/page",
    }
    return {kind: site + address for kind, address in addresses.items()}


def _author(page: Page, archive: str) -> str:
    """The first author of an archive who has a page; most of its documents name nobody."""
    page.goto(archive)
    pages = page.locator(".pager a").evaluate_all("links => links.map((link) => link.href)")
    for address in [archive, *pages]:
        page.goto(address)
        for thread in page.locator(".entry-title a").evaluate_all("links => links.map((link) => link.href)"):
            page.goto(thread)
            named = page.locator(".author a")
            if named.count():
                return str(named.first.get_attribute("href"))
    sys.exit(f"no author has a page in {archive}")


def _exchange(page: Page, writer: str) -> str:
    """What passed between an author and the one they answer most; with nobody, what passed with themselves."""
    page.goto(writer)
    companions = page.locator(".between")
    number = writer.partition("/u/")[2].partition("/")[0]
    return str(companions.first.get_attribute("href")) if companions.count() else f"/u/{number}/with/{number}/"


def staff_kinds(page: Page, site: str) -> dict[str, str]:
    """An address of every kind of page that staff alone see; the page is signed in.

    The last post of a thread is hidden, so that there is a correction.
    """
    first = _finder(page, site)
    permalink = first("/search/?q=has:quote", ".hit-title a").partition("#")[0]
    page.goto(site + permalink)
    post = str(page.locator(".byline .number[href]").last.get_attribute("href")).split("/")[2]
    document = first(first("/", ".archive-name a"), ".documents a").split("/")[2]
    thread = permalink.split("/")[2]
    page.goto(f"{site}/correct/post/{post}/")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("button[value=hide]").click()
    undo = first("/correct/", "a[href*='/undo/']")
    addresses = {
        "staff's thread": permalink,
        "corrections": "/correct/",
        "review": "/correct/review/",
        "undo": undo,
        "like": undo.replace("/undo/", "/like/"),
        "correct a post": f"/correct/post/{post}/",
        "correct a line": f"/correct/line/{document}/1/",
        "correct a document": f"/correct/document/{document}/",
        "correct a thread": f"/correct/thread/{thread}/",
        "admin": "/admin/",
        "import": f"{ADMIN}job/add/",
    }
    for table in TABLES:
        addresses[f"admin's {table} list"] = f"{ADMIN}{table}/"
        page.goto(site + addresses[f"admin's {table} list"])
        row = page.locator("#result_list th a")
        if row.count():
            addresses[f"admin's {table}"] = str(row.first.get_attribute("href")).partition("?")[0]
    return {kind: site + address for kind, address in addresses.items()}


def _finder(page: Page, site: str) -> Callable[[str, str], str]:
    """What finds the first link of a kind on a page, as a reader does."""

    def first(address: str, selector: str) -> str:
        page.goto(site + address)
        return str(page.locator(selector).first.get_attribute("href"))

    return first
