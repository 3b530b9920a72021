"""The head of a mail within a mail -> the lines that say who wrote it, when and of what."""

from __future__ import annotations

from threads.readers.mail.headers import Head, readable
from threads.readers.mail.people import author_of

LONGEST = 500


def heading_of(head: Head, letters: str = "") -> str:
    """A line each for author, date and subject, as far as they are stated; no address."""
    name, _ = author_of(head, letters=letters)
    subject = readable(head.get("subject"), letters=letters)
    fields = {"From": name, "Date": readable(head.get("date")), "Subject": subject}
    return "\n".join(
        f"{label}: {' '.join(value.split())[:LONGEST]}" for label, value in fields.items() if value.strip()
    )
