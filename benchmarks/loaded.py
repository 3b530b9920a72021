"""What is given to a benchmark -> an archive of it, imported anew or stored before, and its rows."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from servers import ARCHIVE, BENCH, Server


def parser_of(description: str | None, given: str) -> argparse.ArgumentParser:
    """Ask for what is imported, or where an archive of it lies."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, help=given)
    parser.add_argument("--data", type=Path, help="a FORUM_DATA that holds it already; nothing is imported")
    parser.add_argument("--archive", default=ARCHIVE, help="the archive in it (%(default)s)")
    return parser


@contextmanager
def loaded(options: argparse.Namespace, name: str) -> Iterator[Server]:
    """A server with an archive of what was given."""
    if options.data:
        yield Server(options.data, afresh=False)
        return
    with Server(BENCH / name) as server:
        server.run("manage.py", "import_documents", options.path, "--archive", options.archive, "--verbosity", 0)
        yield server


def rows(server: Server, statement: str, archive: str) -> list[dict[str, Any]]:
    """What a statement gives of an archive, which it calls ``a``."""
    joined = statement.replace("ARCHIVE", "(SELECT id FROM threads_archive WHERE slug = '" + archive + "')")
    return json.loads(server.ask(f"SELECT coalesce(json_agg(asked), '[]')::text FROM ({joined}) asked"))
