"""A file as given -> what it opens as, for tests of containers."""

import pytest

from threads.readers.containers import Opened, open_documents

LIMIT = 50_000_000


@pytest.fixture
def opened(tmp_path):
    """Everything that a file holds: names with bytes, and names with what is wrong, in order."""
    spool = tmp_path / "spool"
    spool.mkdir()

    def open_all(name, content, **options):
        path = tmp_path / "given"
        path.write_bytes(content)
        found = [
            (one.name, one.path.read_bytes()) if isinstance(one, Opened) else (one.path, one.reason)
            for one in open_documents(path, name, spool, options.pop("limit", LIMIT), **options)
        ]
        assert not list(spool.iterdir())
        return found

    return open_all
