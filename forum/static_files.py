"""Turn the name of a static file into its address: hashed once collected, plain before."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedOrPlainStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Name files by their content once `collectstatic` ran; until then WhiteNoise serves them by their own names."""

    def stored_name(self, name: str) -> str:
        """Give the plain name while there is no manifest, so that commands and tests need no collecting."""
        if not self.hashed_files:
            return name
        return str(super().stored_name(name))
