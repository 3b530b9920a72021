"""Some addresses of a site -> every page that links lead to, each looked at in Chromium by what it is given to look with.

Several pages are open at once, so that the site, Chromium and this program wait for each other less.
"""

import asyncio
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from playwright.async_api import BrowserContext, Error, Page, async_playwright

from tests.helpers.chromium import ARGUMENTS, find_chromium

SIZE = {"width": 1280, "height": 800}
PAGES_AT_ONCE = 4
TIMEOUT_MS = 120_000
# A page keeps what it has shown; after so many it is closed and another opened.
PAGES_OF_ONE = 250
# No page but a file or a feed, or one that does something.
NO_PAGES = (".atom", ".json", ".txt", ".mbox", "/raw", "/source/", ".ico", "/logout/", "/settings/", "/jsi18n/", "/r/")
# What makes another page of an address. Other parameters fold or aim: the same words in the same place.
KEPT = {"page", "view", "record", "q", "all", "p"}
# Of these a share may be visited: what they show stands on the pages of threads too.
SAMPLED = ("p", "u")
# A search can be narrowed for ever: of all addresses of searches only so many are followed.
SEARCHES_MOST = 60
TOLD_EVERY = 500
LINKS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.href)"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a page: of which kind, what causes it, and the particulars."""

    address: str
    kind: str
    cause: str
    detail: str = ""


@dataclass
class Found:
    """What a crawl saw."""

    pages: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.pages.values())


# Looks at a page that has come, and says what is wrong with it.
Look = Callable[[Page, str], Awaitable[list[Fault]]]
# Is told of each page before it goes anywhere.
Prepare = Callable[[Page], Awaitable[None]]


def kind_of(address: str) -> str:
    """The first part of a path: what sort of page it is."""
    return urlsplit(address).path.split("/")[1] or "front"


def page_address(site: str, link: str) -> str | None:
    """The page a link leads to, if it is one of this site; parameters that change no words are left out."""
    try:
        parts = urlsplit(urljoin(f"{site}/", link))
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != site or any(each in parts.path for each in NO_PAGES):
        return None
    if parts.path.startswith("/login/"):
        return f"{site}/login/"
    query = [(name, value) for name, value in parse_qsl(parts.query) if name in KEPT]
    return f"{site}{parts.path}" + (f"?{urlencode(sorted(query))}" if query else "")


@dataclass
class Crawl:
    """Follows links until there are none left, or ``most`` pages were asked for.

    Of the pages of single posts and authors a ``share`` is visited.
    """

    site: str
    looks: tuple[Look, ...]
    prepares: tuple[Prepare, ...] = ()
    share: float = 1
    most: int = 0
    searches_most: int = SEARCHES_MOST
    found: Found = field(default_factory=Found)
    _known: set[str] = field(default_factory=set)
    _taken: Counter[str] = field(default_factory=Counter)
    _waiting: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)

    def add(self, links: Iterable[str]) -> None:
        """Take what is new among links, unless it is left out by rule."""
        for link in links:
            address = page_address(self.site, link)
            if address is None or address in self._known:
                continue
            self._known.add(address)
            if self._is_left_out(address):
                self.found.left_out[kind_of(address)] += 1
            else:
                self._taken[kind_of(address)] += 1
                self._waiting.put_nowait(address)

    def _is_left_out(self, address: str) -> bool:
        kind = kind_of(address)
        if self.most and self._taken.total() >= self.most:
            return True
        if kind == "search":
            return self._taken[kind] >= self.searches_most
        # By a sum of its letters, so that each run visits the same.
        return kind in SAMPLED and zlib.crc32(address.removeprefix(self.site).encode()) % 1000 >= self.share * 1000

    async def run(self, contexts: list[BrowserContext]) -> Found:
        """Visit all; a page that fails is a fault, and no reason to stop."""
        workers = [asyncio.create_task(self._work(context)) for context in contexts]
        await self._waiting.join()
        for worker in workers:
            worker.cancel()
        return self.found

    async def _work(self, context: BrowserContext) -> None:
        page = await self._opened(context)
        visited = 0
        while True:
            address = await self._waiting.get()
            visited += 1
            if visited % PAGES_OF_ONE == 0:
                await page.close()
                page = await self._opened(context)
            try:
                await self._visit(page, address)
            except Error as error:
                self._fail(address, str(error).partition("\n")[0])
            finally:
                self._waiting.task_done()

    async def _opened(self, context: BrowserContext) -> Page:
        page = await context.new_page()
        for prepare in self.prepares:
            await prepare(page)
        return page

    async def _visit(self, page: Page, address: str) -> None:
        response = await page.goto(address, timeout=TIMEOUT_MS)
        if response is None or response.status >= 500:
            self._fail(address, str(response and response.status))
            return
        self.found.pages[kind_of(address)] += 1
        if self.found.total % TOLD_EVERY == 0:
            print(
                f"    {self.found.total:,} pages, {self._waiting.qsize():,} waiting, {len(self.found.faults)} faults",
                flush=True,
            )
        self.add(await page.evaluate(LINKS))
        for look in self.looks:
            self._note(await look(page, address.removeprefix(self.site)))

    def _fail(self, address: str, why: str) -> None:
        self._note([Fault(address.removeprefix(self.site), "did not load", why)])

    def _note(self, faults: list[Fault]) -> None:
        """Keep them, and tell at once what has not been seen before."""
        for fault in faults:
            if not any((fault.kind, fault.cause) == (each.kind, each.cause) for each in self.found.faults):
                print(f"    {fault.kind}: {fault.cause}: {fault.address} {fault.detail}", flush=True)
            self.found.faults.append(fault)


def crawl(crawling: Crawl, start: Iterable[str], *, cookies: list[dict] | None = None) -> Found:
    """Crawl a site from some addresses on."""

    async def crawled() -> Found:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            contexts = [await browser.new_context(viewport=SIZE) for _ in range(PAGES_AT_ONCE)]
            for context in contexts if cookies else ():
                await context.add_cookies(cookies)
            crawling.add(start)
            found = await crawling.run(contexts)
            await browser.close()
            return found

    return asyncio.run(crawled())


def told(found: Found, *, causes_most: int = 40) -> list[str]:
    """What a crawl saw, in lines: of each cause how many pages have it, and one of them."""
    lines = [f"  {found.total:,} pages: {_counts(found.pages)}"]
    if found.left_out:
        lines.append(f"  left out: {_counts(found.left_out)}")
    causes: dict[tuple[str, str], list[Fault]] = {}
    for fault in found.faults:
        causes.setdefault((fault.kind, fault.cause), []).append(fault)
    for (kind, cause), faults in sorted(causes.items(), key=lambda item: -len(item[1]))[:causes_most]:
        lines.append(f"  {kind}: {cause}: {len(faults)} times, first {faults[0].address} {faults[0].detail}")
    return lines


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{kind} {count:,}" for kind, count in sorted(counted.items()))
