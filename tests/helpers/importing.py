"""An import or another command as somebody would run it: what it said and what it left."""

import json
from io import StringIO

from django.core.management import call_command
from django.db import connection

from threads import models
from threads.exporting import export_lines


def run(*arguments: object, archive: str = "wall", command: str = "import_documents") -> tuple[int, str, str]:
    """The exit code and what was printed."""
    out, err = StringIO(), StringIO()
    given = [str(argument) for argument in arguments]
    try:
        call_command(command, *given, *(["--archive", archive] if archive else []), stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def summary(*arguments: object, **more: str) -> dict:
    return json.loads(run(*arguments, "--json", **more)[1])


def export(slug: str = "wall") -> list[str]:
    return list(export_lines(models.Archive.objects.get(slug=slug)))


TABLES = (
    "archive",
    "document",
    "record",
    "author",
    "alias",
    "thread",
    "post",
    "replyedge",
    "quote",
    "appearance",
    "version",
    "redirect",
    "picture",
    "pictureplace",
)


def snapshot() -> list[tuple]:
    """Every row of every table with the transaction that wrote it and where it lies."""
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', t::text, t.xmin::text, t.ctid::text FROM threads_{table} t" for table in TABLES
            )
            + " ORDER BY 1, 2"
        )
        return cursor.fetchall()
