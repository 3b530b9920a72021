"""A site -> what it holds and what it shows, as JSON; run by the Python and in the folder of whichever version is asked.

    cd CHECKOUT && FORUM_DATA=... PYTHONPATH=. .venv/bin/python .../telling.py FOLDER [ADDRESSES]

Exports are written into the folder. Nothing here may be newer than the oldest version that is asked.
"""

import json
import re
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import django

SAMPLED = 50
SEARCHES = 12
WORD = re.compile(r"[^\W\d_]{5,12}")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')  # another at each request
COLLECTED = re.compile(rb"(/static/[\w./-]+)\.[0-9a-f]{12}(\.\w+)")  # of files that `up` has collected


def main(folder: Path, asked: str = "") -> None:
    """Print all of it; of pages those whose addresses a file of JSON lists, else some."""
    django.setup()
    from threads.models import Archive

    slugs = list(Archive.objects.order_by("slug").values_list("slug", flat=True))
    print(
        json.dumps(
            {
                "exports": {slug: exported(slug, folder) for slug in slugs},
                "rows": rows(),
                "pages": {
                    address: page(address)
                    for address in (json.loads(Path(asked).read_text()) if asked else addresses())
                },
                "searches": {address: page(address) for address in searches()},
            }
        )
    )


def exported(slug: str, folder: Path) -> dict:
    """The sha256 of an archive as lines of JSON, where these are, and the sha256 of what was imported."""
    from django.core.management import call_command

    lines, given = folder / f"{slug}.jsonl", folder / f"{slug}.raw"
    call_command("export_archive", slug, output=str(lines))
    call_command("export_archive", slug, format="raw", output=str(given))
    raw = sha256()
    for path in sorted(path for path in given.rglob("*") if path.is_file()):
        raw.update(f"{path.relative_to(given)}\0".encode() + sha256(path.read_bytes()).digest())
    return {"jsonl": sha256(lines.read_bytes()).hexdigest(), "lines": str(lines), "raw": raw.hexdigest()}


def rows() -> dict:
    """How many rows each table of ours has, and a checksum of what stands in them.

    What the database makes itself of other columns is left out: another PostgreSQL knows other stems of English words.
    """
    from django.apps import apps
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            stored = [field.column for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
            row = f"md5(ROW({', '.join(map(connection.ops.quote_name, stored))})::text)"
            cursor.execute(f"SELECT count(*), md5(string_agg({row}, '' ORDER BY {row})) FROM {table}")
            found[table] = cursor.fetchone()
    return found


def addresses() -> list:
    """Some of all there are, of each kind."""
    from threads.models import Archive, Author, Document, Post, Thread

    found = ["/", "/quoted/", *(archive.get_absolute_url() for archive in Archive.objects.order_by("pk"))]
    for table in (Thread, Post, Author, Document):
        there = list(table.objects.order_by("pk"))
        found += [row.get_absolute_url() for row in there[:: max(1, len(there) // (SAMPLED // 4))]]
    return found


def searches() -> list:
    """For words that some posts have and most have not."""
    from threads.models import Post

    counts = Counter()
    for text in Post.objects.order_by("key").values_list("text", flat=True)[:5_000]:
        counts.update(set(WORD.findall(text.lower())))
    words = sorted(counts, key=lambda word: (abs(counts[word] - 20), word))[:SEARCHES]
    return [f"/search/?q={word}" for word in words]


def page(address: str) -> list:
    """What a visitor is answered, and the sha256 of it."""
    from django.test import Client

    answer = Client(SERVER_NAME="localhost").get(address, follow=True)
    content = COLLECTED.sub(rb"\1\2", TOKEN.sub(b"", answer.content))
    return [answer.status_code, sha256(content).hexdigest()]


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
