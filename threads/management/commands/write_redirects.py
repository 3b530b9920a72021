"""The addresses at which posts stood -> a map for nginx, by which the old forum's host leads to the posts here."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import CommandError, CommandParser

from threads.management.unchecked import UncheckedCommand
from threads.management.whole import whole_file
from threads.models import Archive, Post
from threads.selectors.old_addresses import paths_of

ROWS_AT_ONCE = 5_000
# The web server reads it as another user; all in it is public.
READABLE = 0o644
HEAD = """# {count} addresses at which posts of {archive} stood, and where they are read now.
# In nginx: include this file in http {{}}, with map_hash_max_size {hash_size} and map_hash_bucket_size 256 above it,
# and in the server that answers for the old host:
#     if ($rethread_address) {{ return 301 $rethread_address; }}
map $host$request_uri $rethread_address {{
    default "";
"""


class Command(UncheckedCommand):
    """Write what everybody may see, and nothing of private archives."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", help="its address: bells of /a/bells/")
        parser.add_argument("file", type=Path, help="where the map goes; written whole or not at all")
        parser.add_argument(
            "--site", default=settings.SITE_URL, help="this site, https://read.example (default: SITE_URL)"
        )

    def handle(self, *, archive: str, file: Path, site: str, **_: object) -> None:
        """Posts without an old address, as mails are, lead nowhere."""
        if not site.startswith(("http://", "https://")):
            raise CommandError("Say where this site is: --site https://read.example, or set SITE_URL.")
        found = Archive.objects.visible_to(AnonymousUser()).filter(slug=archive).first()
        if found is None:
            raise CommandError(f"No public archive has the address {archive}. Publish it first, or see /a/.")
        lines = dict(_lines(found, site.rstrip("/")))
        if not lines:
            raise CommandError(f"No post of {archive} says where it stood: its documents do not state addresses.")
        head = HEAD.format(count=len(lines), archive=archive, hash_size=1 << (2 * len(lines)).bit_length())
        with whole_file(file) as part, part.open("w", encoding="utf-8") as out:
            out.write(head)
            out.writelines(f'    "{old}" "{new}";\n' for old, new in lines.items())
            out.write("}\n")
        file.chmod(READABLE)
        self.stdout.write(f"{file}: {len(lines):,} addresses.")


def _lines(archive: Archive, site: str) -> Iterator[tuple[str, str]]:
    """Each old address in the two ways that a last slash allows; of two posts at one, the first in its thread."""
    posts = Post.objects.visible_to(AnonymousUser()).filter(archive=archive, is_missing=False).exclude(url="")
    rows = posts.order_by("-position", "-id").values_list("id", "url")
    for post_id, url in rows.iterator(chunk_size=ROWS_AT_ONCE):
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        if not parts.hostname:
            continue
        query = f"?{parts.query}" if parts.query else ""
        for path in paths_of(parts.path):
            for written in (path.rstrip("/") or "/", f"{path.rstrip('/')}/"):
                # nginx takes no two that differ in case alone.
                yield _escaped(f"{parts.hostname}{written}{query}").lower(), f"{site}/p/{post_id}/"


def _escaped(text: str) -> str:
    """As nginx reads what stands in quotes; control characters are in no address."""
    return "".join(letter for letter in text if letter.isprintable()).replace("\\", "\\\\").replace('"', '\\"')
