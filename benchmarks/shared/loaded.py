"""What is given to a benchmark -> an archive of it, imported anew or stored before, and its rows."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.shared.environment import ARCHIVE, BENCH
from benchmarks.shared.options import Parser
from benchmarks.shared.servers import Server


def parser_of(description: str | None, help_text: str) -> Parser:
    """Ask for what is imported, or where an archive of it lies."""
    parser = Parser(description)
    parser.add_argument("path", type=Path, help=help_text)
    parser.add_argument("--data", type=Path, help="a FORUM_DATA that holds it already; nothing is imported")
    parser.add_argument("--archive", default=ARCHIVE, help="the archive in it (%(default)s)")
    return parser


@contextmanager
def loaded(options: argparse.Namespace, name: str) -> Iterator[Server]:
    """A server with an archive of what was given."""
    with Server(options.data or BENCH / name, afresh=not options.data) as server:
        if not options.data:
            server.run("manage.py", "import_documents", options.path, "--archive", options.archive, "--verbosity", 0)
        yield server


def rows(server: Server, statement: str, archive: str = ARCHIVE) -> list[dict[str, Any]]:
    """What a statement gives of an archive, whose id it calls ``ARCHIVE``."""
    joined = statement.replace("ARCHIVE", "(SELECT id FROM threads_archive WHERE slug = '" + archive + "')")
    answer: list[dict[str, Any]] = json.loads(
        server.ask(f"SELECT coalesce(json_agg(asked), '[]')::text FROM ({joined}) asked")
    )
    return answer


def key_of(id_: str) -> str:
    """The key, in hexadecimal digits, under which the post of a stated id is stored."""
    return sha256(b"id:" + id_.encode()).hexdigest()
