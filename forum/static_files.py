"""Turn the name of a static file into its address: hashed once collected, plain before; and keep a page for proxies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template import loader
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

    def post_process(self, *args: Any, **options: Any) -> Iterator[Any]:
        """Write the 503 page beside the files that it names, once they have their names."""
        yield from super().post_process(*args, **options)
        if not options.get("dry_run"):
            Path(self.path(UNAVAILABLE)).write_text(loader.get_template(UNAVAILABLE).render())
            yield UNAVAILABLE, UNAVAILABLE, True
