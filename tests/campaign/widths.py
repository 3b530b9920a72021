"""Archives given and words that would stretch a page -> every page at three widths: none may scroll sideways.

python -m tests.campaign widths --archive pages=FOLDER --archive mails=FILE.mbox
"""

from pathlib import Path
from urllib.parse import quote

from django.contrib import admin

from tests.campaign import documents, layouts
from tests.campaign.crawl import Crawl, Found, crawl, told
from tests.campaign.judging import WIDTHS, is_as_wide_as_its_window
from tests.campaign.results import Row
from tests.campaign.site import Site, make_staff, serving

START = ("/", "/help/", "/login/", "/quoted/", "/search/", "/no/such/page/", "/search/?q=the", "/search/?q=has:quote")
LOOKS = (is_as_wide_as_its_window,)
# The admin's lists can be ordered and filtered for ever.
STAFF_PAGES_MOST = 150


def main(site: Site, *, share: float, archives: list[str]) -> None:
    """Load, crawl as a visitor and as staff, and tell."""
    folder = site.data / "given"
    documents.write(folder / "stretched", layouts.texts())
    layouts.write(folder / "others")
    site.load("stretched", folder, title=layouts.TITLE)
    for archive in archives:
        name, _, path = archive.partition("=")
        site.load(name, Path(path).absolute())
    with serving(site) as address:
        searches = [f"/search/?q={quote(query)}" for query in layouts.QUERIES]
        _tell("pages of visitors", crawl(Crawl(address, LOOKS, share=share), [*START, *searches]))
        of_staff = Crawl(address, LOOKS, share=0.01, most=STAFF_PAGES_MOST)
        _tell("pages of staff", crawl(of_staff, [*admin_pages(), "/"], cookies=make_staff(site)))


def admin_pages(rows: int = 2) -> list[str]:
    """Of each table the list and a search of it, and the pages of a few of its rows."""
    pages = ["/admin/"]
    for model in admin.site._registry:
        table = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        ids = model.objects.values_list("pk", flat=True)[:rows]
        pages += [table, f"{table}?q=%3Cscript%3E"]
        pages += [f"{table}{row}/{page}/" for row in ids for page in ("change", "history", "delete")]
    return pages


def _tell(what: str, found: Found) -> None:
    print(*told(found), sep="\n", flush=True)
    Row("widths", what, f"{found.total:,} pages at {len(WIDTHS)} widths", len(found.faults)).print()
