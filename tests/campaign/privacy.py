"""An archive of canaries, asked for in every way by everybody who must not see it; and requests that nobody honest sends."""

from django.contrib.auth import get_user_model

from tests.campaign import canaries, documents, strangers
from tests.campaign.asking import Asking, OverHttp
from tests.campaign.results import Row
from tests.campaign.site import PASSWORD, Site, serving
from tests.campaign.widths import admin_pages
from threads.models import Archive, Post

# Posts of each format.
COUNT = 6


def main(site: Site, *, share: float) -> None:
    """Load two archives, of which one is private, and ask."""
    folder = site.data / "given"
    documents.write(folder, canaries.texts(COUNT))
    site.load("canary", folder, title=f"{canaries.CANARY} {canaries.BESIDE}", is_published=False)
    (site.data / "public.txt").write_text(
        f"Birds\n\nThe {canaries.BESIDE} sings in the morning.\n\nSo does the wren.\n"
    )
    site.load("birds", site.data / "public.txt", title="Birds")
    archive = Archive.objects.get(slug="canary")
    archive.description = canaries.CANARY
    archive.save(update_fields=["description"])
    with serving(site):
        strangers_to_it = _strangers(site)
        _is_kept(archive, strangers_to_it, share)
        _is_kept_at_once(archive, strangers_to_it["a visitor"], share)
        _is_not_in_the_admin(_member(site, "registrar", is_staff=True))
        _refuses(site, OverHttp(site.port))


def _strangers(site: Site) -> dict[str, Asking]:
    """Everybody who must not see it; the last one was staff when they signed in."""
    plain, refused = _member(site, "reader"), _member(site, "gone", is_staff=True)
    get_user_model().objects.filter(username="gone").update(is_active=False)
    return {"a visitor": OverHttp(site.port), "a plain user": plain, "staff since refused": refused}


def _member(site: Site, name: str, **status: bool) -> OverHttp:
    get_user_model().objects.create_user(name, password=PASSWORD, **status)
    return OverHttp(site.port, name, PASSWORD)


def _is_kept(archive: Archive, strangers_to_it: dict[str, Asking], share: float) -> None:
    for who, asking in strangers_to_it.items():
        count, faults = canaries.faults_of_privacy(asking, archive, share=share)
        _tell(f"private archive, {who}", f"{count:,} requests", faults)


def _is_kept_at_once(archive: Archive, visitor: Asking, share: float) -> None:
    """Published, read, and private again: what a visitor was given before opens nothing."""
    archive.is_published = True
    archive.save(update_fields=["is_published"])
    told = canaries.told(visitor, archive)
    archive.is_published = False
    archive.save(update_fields=["is_published"])
    count, faults = canaries.faults_of_privacy(visitor, archive, share=share)
    _tell(
        "told while it was public",
        f"{told:,} addresses",
        [] if told > Post.objects.filter(archive=archive).count() else ["hardly any"],
    )
    _tell("unpublished while it was read", f"{count:,} requests", faults)


def _is_not_in_the_admin(staff: Asking) -> None:
    """Staff may read private archives; its tables only who is permitted to."""
    asked = list(canaries.leaks(staff, admin_pages(5), is_private=False))
    _tell("tables, staff without permission", f"{len(asked):,} requests", [fault for _, fault in asked if fault])


def _pages(post: Post) -> list[str]:
    """Addresses of every kind, there or not."""
    document = post.appearances.first().record.document_id
    return [
        *(
            "/",
            "/a/birds/",
            f"/t/{post.thread_id}/",
            post.get_absolute_url(),
            f"/p/{post.pk}/raw",
            f"/d/{document}/raw",
        ),
        *(
            "/search/?q=x",
            "/search.atom?q=x",
            "/latest.atom",
            "/quoted/",
            "/help/",
            "/login/",
            "/settings/",
            "/logout/",
        ),
        *("/healthz", "/readyz", "/no/such/page", "/a/9/9/99/", "/t/99999999/", "/p/0/", "/admin/", "/admin/login/"),
        *("/admin/no/", "/static/css/base.css", "/static/no.css", "/favicon.ico", "/robots.txt", "/a/birds.atom"),
        *(f"/t/{post.thread_id}.json", f"/p/{post.pk}.txt"),
    ]


def _refuses(site: Site, visitor: OverHttp) -> None:
    post = Post.objects.filter(archive__slug="birds").first()
    assert post
    pages = _pages(post)
    staff = _member(site, "sexton", is_staff=True, is_superuser=True)
    reachable = [page for page in pages if visitor.ask("GET", page).status == 200]
    _tell("headers", f"{len(pages)} addresses, 5 methods", strangers.faults_of_headers(visitor, pages))
    _tell(
        "forms without a token",
        f"{len(pages)} addresses, 4 methods",
        strangers.faults_of_forms(staff, [page for page in pages if "static" not in page]),
    )
    _tell(
        "next= of choices",
        f"{len(strangers.NEXT)} forms",
        strangers.faults_of_next(visitor, "/settings/", {"theme": "dark"}),
    )
    form = {"username": "reader", "password": PASSWORD}
    _tell(
        "next= of signing in",
        f"{len(strangers.NEXT)} forms",
        strangers.faults_of_next(OverHttp(site.port), "/login/", form),
    )
    hosts = len(strangers.HOSTS) + len(strangers.OUR_HOSTS)
    _tell("hosts", f"{hosts} by {len(reachable)} addresses", strangers.faults_of_hosts(visitor, reachable))
    _tell(
        "X-Forwarded of strangers",
        f"{len(strangers.FORWARDED)} forms",
        strangers.faults_of_forwarding(visitor, ["/", "/a/birds/", "/latest.atom", "/admin/login/"]),
    )


def _tell(what: str, tried: str, faults) -> None:
    found = list(faults)
    print(*(f"  {what}: {fault[:300]}" for fault in found[:20]), sep="\n", end="\n" if found else "", flush=True)
    Row("privacy", what, tried, len(found)).print()
