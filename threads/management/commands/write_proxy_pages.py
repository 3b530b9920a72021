"""The site's 503 page and its static files -> a folder, from which a proxy shows them while the web server is away."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.template import loader

from forum.static_files import CollectedOrPlainStorage
from threads.management.unchecked import UncheckedCommand


class Command(UncheckedCommand):
    """Write what a proxy needs; asks no database."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="made where it is missing; what is in it is replaced")

    def handle(self, *, folder: Path, **_: object) -> None:
        """Write static files first, because the page names them."""
        if not (settings.STATIC_ROOT / CollectedOrPlainStorage.manifest_name).exists():
            raise CommandError("Collect the static files first: manage.py collectstatic --noinput")
        page = folder / "503.html"
        new = page.with_suffix(".new")
        try:
            shutil.copytree(settings.STATIC_ROOT, folder / "static", dirs_exist_ok=True)
            new.write_text(loader.get_template("503.html").render())
            new.replace(page)
        except OSError as error:
            raise CommandError(f"{folder} cannot be written to: {error}") from error
        self.stdout.write(f"{page} and the static files that it names are written.")
