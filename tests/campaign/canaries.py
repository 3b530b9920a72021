"""An archive that strangers must not see, with a word of its own in every field -> the answers in which the word stands.

A neighbour stands beside the canary everywhere, and is what searches ask for: an answer may repeat what it was asked.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from tests.campaign.asking import Asking
from threads.models import Archive, Author, Document, Post, Thread

CANARY, BESIDE = "kanarienvogel", "zeisig"
NEVER_CHANGED = "Fri, 01 Jan 2038 00:00:00 GMT"
WAYS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "page": ("GET", {}),
    "head": ("HEAD", {}),
    "part": ("GET", {"HX-Request": "true"}),
    "history": ("GET", {"HX-Request": "true", "HX-History-Restore-Request": "true"}),
    "if none match": ("GET", {"If-None-Match": "*"}),
    "if modified since": ("GET", {"If-Modified-Since": NEVER_CHANGED}),
    "range": ("GET", {"Range": "bytes=0-65535", "If-Range": NEVER_CHANGED}),
    "as a feed": ("GET", {"Accept": "application/atom+xml, application/json", "Accept-Encoding": "identity"}),
}
QUERIES = (
    BESIDE, f'"{BESIDE}"', f"author:{BESIDE}", f"title:{BESIDE}", f"archive:{BESIDE}", f"in:title {BESIDE}", f"in:quotes {BESIDE}",
    f"in:first {BESIDE}", f"in:new {BESIDE}", f"{BESIDE} sort:oldest", f"{BESIDE} sort:newest", f"{BESIDE[:3]}*", f"-{BESIDE}",
    "has:quote", "has:link", "is:missing", "is:inferred", "is:unsourced", "replies:>0", "before:2038", "after:1970", "",
)  # fmt: skip
# Of everybody, whatever the archives hold.
COMMON = (
    "/",
    "/quoted/",
    "/latest.atom",
    "/help/",
    "/robots.txt",
    "/login/",
    "/quoted/?page=2",
    "/?page=2",
    "/healthz",
    "/readyz",
)


def words(number: int) -> str:
    """What a post says."""
    return f"{CANARY} {BESIDE} sings number {number} of its songs"


def texts(count: int) -> list[str]:
    """So many different ones."""
    return [words(number) for number in range(count)]


def searches() -> list[str]:
    """Every way of asking for what stands beside the canary."""
    return [f"/{page}?q={query.replace(' ', '+')}" for page in ("search/", "search.atom") for query in QUERIES]


def private_addresses(archive: Archive) -> Iterator[str]:
    """Every address that is an archive's own: not one of them may be there for a stranger."""
    own = {"archive": archive}
    yield from (
        f"/a/{archive.slug}/",
        f"/a/{archive.slug}/documents/",
        f"/a/{archive.slug}.atom",
        f"/a/{archive.slug}/?page=2",
    )
    moments = Post.objects.filter(**own, posted_at__isnull=False).values_list("posted_at", flat=True)
    yield from (
        f"/a/{archive.slug}/{year}/{month}/" for year, month in {(moment.year, moment.month) for moment in moments}
    )
    for thread in Thread.objects.filter(**own):
        yield from (f"/t/{thread.pk}/", thread.get_absolute_url(), f"{thread.get_absolute_url()}?page=all&view=flat")
        yield from (f"/t/{thread.pk}.{form}" for form in ("atom", "json", "txt"))
    for pk in Post.objects.filter(**own).values_list("pk", flat=True):
        yield from (f"/p/{pk}{rest}" for rest in ("/", ".json", ".txt", "/raw", "/source/", f"/?q={BESIDE}&context=50"))
    for author in Author.objects.filter(**own):
        yield from (f"/u/{author.pk}/", author.get_absolute_url(), f"/u/{author.pk}.atom")
    for pk in Document.objects.filter(**own).values_list("pk", flat=True):
        yield from (f"/d/{pk}/", f"/d/{pk}/raw", f"/d/{pk}/?view=lines", f"/d/{pk}/?line=2", f"/d/{pk}/?record=1")


def some(addresses: Iterable[str], share: float) -> list[str]:
    """A part of them, evenly taken."""
    listed = list(addresses)
    return listed[:: max(round(1 / share), 1)]


def leaks(
    asking: Asking, addresses: Iterable[str], *, is_private: bool, ways: Iterable[str] = WAYS
) -> Iterator[tuple[int, str]]:
    """One for each request, with the fault if it is one: the canary is told, or a private address answers at all."""
    for address in addresses:
        for way in ways:
            method, headers = WAYS[way]
            answer = asking.ask(method, address, headers)
            fault = ""
            if CANARY in answer.shown and CANARY not in address:
                fault = f"{way} {address}: {answer.status}, the canary is told"
            elif (is_private and answer.status not in (404, 302)) or answer.status >= 500:
                fault = f"{way} {address}: {answer.status}"
            elif is_private and BESIDE in answer.headers.get("location", "") and BESIDE not in address:
                fault = f"{way} {address}: leads to {answer.headers['location']}"
            yield 1, fault


def faults_of_privacy(asking: Asking, archive: Archive, *, share: float = 1) -> tuple[int, list[str]]:
    """How many requests were made of a stranger to the archive, and what they told."""
    asked = list(
        chain(
            leaks(asking, some(private_addresses(archive), share), is_private=True),
            leaks(asking, [*COMMON, *some(searches(), share)], is_private=False),
        )
    )
    return sum(count for count, _ in asked), [fault for _, fault in asked if fault]


def told(asking: Asking, archive: Archive) -> int:
    """At how many of its addresses the canary is told: of who may see it, at most, and so a crawl can fail."""
    return sum(CANARY in asking.ask("GET", address).shown for address in private_addresses(archive))
