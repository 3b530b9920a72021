"""Mailboxes of invented mails, and what an archive says without the ids of its rows."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from django.db import connection

from threads.models import Archive

WORDS = (
    "ferry slip winch tar rope mooring gull tide quay barrel crane lantern harbour chart keel pilot anchor salt net "
    "wharf fog signal deck rudder sail cargo ballast dock buoy channel"
).split()
BEGINNING = datetime(2003, 4, 5, 6, 7, 8, tzinfo=UTC)
PEOPLE = (
    ("Ida Moor", "ida@quay.example"),
    ("I. Moor", "ida@quay.example"),
    ("Jonas Keel", "jonas@quay.example"),
    ("", "tide@quay.example"),
)
# Writers from this number on are each somebody else.
HANDS = 1_000_000
PICTURE = {
    "posts": """
        SELECT encode(p.key, 'hex'), p.is_missing, p.text, p.own_text, encode(t.key, 'hex'), encode(u.key, 'hex'),
            encode(a.key, 'hex'), p.position, p.depth, p.last_descendant, p.number, p.posted_at::text, p.title,
            p.quoted_count, regexp_replace(p.html, '\\d+', '', 'g')
        FROM threads_post p JOIN threads_thread t ON t.id = p.thread_id JOIN threads_author u ON u.id = p.author_id
        LEFT JOIN threads_post a ON a.id = p.parent_id WHERE p.archive_id = %s
    """,
    "threads": """
        SELECT encode(key, 'hex'), title, post_count, author_count, missing_count, first_posted_at::text,
            last_posted_at::text, is_stale
        FROM threads_thread WHERE archive_id = %s
    """,
    "edges": """
        SELECT encode(c.key, 'hex'), encode(p.key, 'hex'), e.origin, e.confidence, e.evidence, e.is_primary
        FROM threads_replyedge e JOIN threads_post c ON c.id = e.child_id JOIN threads_post p ON p.id = e.parent_id
        WHERE e.archive_id = %s
    """,
    "quotes": """
        SELECT encode(p.key, 'hex'), q.line, q.rank, q.start, q."end", q.kind, q.confidence, encode(s.key, 'hex'),
            q.source_line, q.source_start, q.source_end, encode(v.key, 'hex')
        FROM threads_quote q JOIN threads_post p ON p.id = q.post_id
        LEFT JOIN threads_post s ON s.id = q.source_post_id LEFT JOIN threads_post v ON v.id = q.via_id
        WHERE q.archive_id = %s
    """,
    "authors": "SELECT encode(key, 'hex'), name, post_count FROM threads_author WHERE archive_id = %s",
    "archives": "SELECT thread_count, post_count, first_posted_at::text, last_posted_at::text FROM threads_archive WHERE id = %s",
}
RECORDS = """
    SELECT encode(d.key, 'hex'), r.ordinal, encode(sha256(r.raw), 'hex'), r.lines::text, r.refusal
    FROM threads_record r JOIN threads_document d ON d.id = r.document_id WHERE r.archive_id = %s ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Mail:
    """A mail before it is written down."""

    id: str
    said: str
    answers: tuple[str, ...] = ()  # ids, the first mail of the thread first
    quotes: str = ""
    writer: int = 0
    after: int = 0  # seconds from the beginning

    @property
    def text(self) -> str:
        quoted = "".join(f"> {line}\n" for line in self.quotes.split("\n")) if self.quotes else ""
        return f"{quoted}\n{self.said}\n" if quoted else f"{self.said}\n"

    def written(self) -> bytes:
        """The mail as it lies in a mailbox."""
        name, address = PEOPLE[self.writer % len(PEOPLE)] if self.writer < HANDS else hand(self.writer)
        moment = format_datetime(BEGINNING + timedelta(seconds=self.after))
        references = f"References: {' '.join(f'<{one}>' for one in self.answers)}\n" if self.answers else ""
        return (
            f"From {address} Sat Apr  5 06:07:08 2003\nFrom: {name} <{address}>\nMessage-ID: <{self.id}>\n"
            f"Date: {moment}\nSubject: About the {self.id.partition('-')[0]}\n{references}\n{self.text}\n"
        ).encode()


def hand(number: int) -> tuple[str, str]:
    """Somebody who writes under two names."""
    return f"Hand {number} {'' if number % 2 else 'the elder'}".strip(), f"hand{number // 2}@quay.example"


def sentence(seed: int, length: int = 14) -> str:
    """Words that no other seed gives in this order."""
    return " ".join([f"no{seed}", *(WORDS[(seed * 7 + step * (seed % 11 + 3)) % len(WORDS)] for step in range(length))])


def conversation(name: str, size: int, seed: int) -> list[Mail]:
    """A thread in which every mail quotes one before it, two are written at one moment, and one is not there."""
    mails: list[Mail] = []
    for number in range(size):
        said = f"{sentence(seed * 1000 + number)}\n{sentence(seed * 1000 + number + 500)}"
        if not mails:
            mails.append(Mail(f"{name}-0@quay.example", said, writer=seed, after=seed * 1000))
            continue
        above = mails[(number * 5) % len(mails)]
        chain = (*above.answers, above.id)
        quoted = above.said.split("\n")[number % 2]
        after = seed * 1000 + 60 * (number - number % 3)
        mails.append(Mail(f"{name}-{number}@quay.example", said, chain, quoted, seed + number, after))
    return [*mails[:2], *mails[3:]]


def awkward() -> list[Mail]:
    """A few conversations, and what makes order matter: circles, two bodies under one id, a mail that is there twice."""
    mails = [*conversation("winch", 6, 1), *conversation("fog", 5, 2)]
    one = Mail("ring-1@quay.example", sentence(91), ("ring-2@quay.example",), after=50)
    other = Mail("ring-2@quay.example", sentence(92), ("ring-1@quay.example",), sentence(91), after=50)
    again = replace(mails[0], said=sentence(93))
    return [*mails, one, other, again, mails[1]]


def mailbox(mails: list[Mail]) -> bytes:
    return b"".join(mail.written() for mail in mails)


def picture(slug: str) -> dict[str, list[tuple]]:
    """All that readers see of an archive, by table, in an order of its own."""
    archive = Archive.objects.get(slug=slug).pk
    return {name: sorted(_rows(statement, archive), key=repr) for name, statement in PICTURE.items()}


def records(slug: str) -> list[tuple]:
    return _rows(RECORDS, Archive.objects.get(slug=slug).pk)


def _rows(statement: str, archive: int) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [archive])
        return cursor.fetchall()
