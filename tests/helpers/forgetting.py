"""Mails of one thread, files of some of them, and all that an archive holds once some were forgotten."""

import json
from pathlib import Path

from django.db import connection

from tests.helpers.importing import run
from tests.loading.mails import Mail, conversation, picture, records, sentence
from threads import models

BESIDE = {
    "appearances": """
        SELECT encode(p.key, 'hex'), encode(d.key, 'hex'), r.ordinal, a.first_line, a.last_line, a.is_original
        FROM threads_appearance a JOIN threads_post p ON p.id = a.post_id JOIN threads_record r ON r.id = a.record_id
        JOIN threads_document d ON d.id = r.document_id WHERE a.archive_id = %s
    """,
    "aliases": """
        SELECT encode(u.key, 'hex'), a.name, encode(d.key, 'hex') FROM threads_alias a
        JOIN threads_author u ON u.id = a.author_id LEFT JOIN threads_document d ON d.id = a.document_id
        WHERE a.archive_id = %s
    """,
    "documents": "SELECT encode(key, 'hex'), path, form, is_read, size FROM threads_document WHERE archive_id = %s",
    "said": """
        SELECT encode(key, 'hex'), stated_id, url, facts::text, posted_at_raw, confidence, cues::text, bigrams, is_hidden
        FROM threads_post WHERE archive_id = %s
    """,
}
LOST = "lost@quay.example"
FIRST = [
    *conversation("winch", 7, 1),
    Mail("winch-8@quay.example", sentence(68), ("winch-0@quay.example", LOST), "Nobody kept this.", 1, 1400),
    Mail("winch-9@quay.example", sentence(69), ("winch-0@quay.example", LOST), after=1500),
]


def everything(slug: str) -> dict[str, list[tuple]]:
    """All that an archive holds, told without the ids of its rows."""
    archive = models.Archive.objects.get(slug=slug).pk
    told: dict[str, list[tuple]] = dict(picture(slug), records=records(slug))
    with connection.cursor() as cursor:
        for name, statement in BESIDE.items():
            cursor.execute(statement, [archive])
            told[name] = sorted(cursor.fetchall(), key=repr)
    return told


def given(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def forget(*asked: object) -> None:
    assert run(*asked, "--yes", "-v", "0", archive="", command="forget")[0] == 0


def lines(*posts: dict) -> bytes:
    return b"".join(json.dumps(post).encode() + b"\n" for post in posts)


OPENING = {"id": "r1", "thread": "ringing", "author": "Ada", "text": sentence(60), "posted_at": "2020-01-02T10:00:00Z"}
ANSWER = {"id": "r2", "thread": "ringing", "author": "Bruno", "text": sentence(61), "parents": ["r1"]}
QUOTING = {
    "id": "r3", "thread": "ringing", "author": "Chen", "text": f"{sentence(61)}\n{sentence(62)}",
    "marks": [{"first_line": 1, "last_line": 1, "role": "quote", "source": "r2"}],
}  # fmt: skip
ELSEWHERE = {
    "id": "s1", "thread": "ropes", "author": "Dalia", "text": f"{sentence(60)}\n{sentence(63)}",
    "marks": [{"first_line": 1, "last_line": 1, "role": "quote", "source": "r1"}],
}  # fmt: skip
