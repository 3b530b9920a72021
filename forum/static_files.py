"""Turn the name of a static file into its address: hashed once collected, plain before; and keep a page for proxies."""

from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import loader
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What a proxy shows when nobody here answers it.
UNAVAILABLE = "503.html"


class CollectedOrPlainStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Name files by their content once `collectstatic` ran; until then WhiteNoise serves them by their own names."""

    def stored_name(self, name: str) -> str:
        """Give the plain name while there is no manifest, so that commands and tests need no collecting."""
        if not self.hashed_files:
            return name
        return str(super().stored_name(name))

    def compress_files(self, paths: Container[str]) -> Iterator[tuple[str, str]]:
        """Compress files by their hashed names alone, since no page asks for others.

        Brotli took ten processor seconds at each start, nearly all of them for files of apps, the admin's among them:
        gzip does for those.
        """
        hashed = {name for name in self.hashed_files.values() if name in paths}
        folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
        ours = {
            hashed_name
            for name, hashed_name in self.hashed_files.items()
            if any((folder / name).is_file() for folder in folders)
        }
        for self._has_brotli, some in ((True, hashed & ours), (False, hashed - ours)):
            yield from super().compress_files(some)

    def create_compressor(self, **options: Any) -> Compressor:
        """Give one that writes Brotli, too, for what visitors ask for."""
        return super().create_compressor(use_brotli=self._has_brotli, **options)

    def post_process(self, *args: Any, **options: Any) -> Iterator[Any]:
        """Write the 503 page beside the files that it names, once they have their names."""
        yield from super().post_process(*args, **options)
        if not options.get("dry_run"):
            Path(self.path(UNAVAILABLE)).write_text(loader.get_template(UNAVAILABLE).render())
            yield UNAVAILABLE, UNAVAILABLE, True
