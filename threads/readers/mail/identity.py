"""The head of a mail -> its own id, and the ids of whom it answers as JWZ describes, the nearest first."""

from __future__ import annotations

import re

from threads.readers.mail.fragments import may_be_fragment
from threads.readers.mail.headers import Head, normal, parted, unfolded
from threads.readers.mail.list_digests import may_be_digest
from threads.readers.mail.mime import charset_of
from threads.readers.mail.people import author_of
from threads.readers.mail.thread_hints import ADDRESS, hint_of
from threads.records import writable

# A chain of answers is long; what an import needs of it are the nearest.
MOST_PARENTS = 100
# The nearest stand at the end of References.
REFERENCES_READ = 32_768
ADDRESSED = ("from", "to", "cc", "reply-to")
LONGEST = 4_096
# What is no word: whom git asked for an id and who said "yes" is answered <yes>.
NO_WORD = re.compile(rb"^(?:(?=[^ ]*[0-9])[^ ]{8,}|[^ ]{20,})$")
BRACKETED = re.compile(rb"<([^<>]+)>")


def outline(raw: bytes) -> tuple[str, tuple[str, ...], str]:
    """A mail's id, its parents and the thread it may belong to, from its head alone; nothing where that takes more."""
    if may_be_digest(raw) or may_be_fragment(raw):
        return "", (), ""
    head = Head(parted(normal(raw))[0])
    own, parents = identity(head)
    return own, parents, hint_of(head, parents)[0]


def sender(raw: bytes, letters: str = "") -> tuple[str, str]:
    """A mail's id and the name of its author, from its head alone; nothing where that takes more."""
    if may_be_digest(raw) or may_be_fragment(raw):
        return "", ""
    head = Head(parted(normal(raw))[0])
    return identity(head)[0], author_of(head, charset_of(head), letters)[0]


def identity(head: Head) -> tuple[str, tuple[str, ...]]:
    """The id and the parents that a head states."""
    own = _own(head.get("message-id"))
    answered, references = head.get("in-reply-to"), head.get("references")
    chain = _parents(own, references, answered)
    if not chain or (references and chain[0].encode("utf-8", "replace") in references):
        return own, chain
    # Some programs name a person there, who is no post.
    people = set(ADDRESS.findall(b" ".join(head.get(name)[:LONGEST] for name in ADDRESSED).lower()))
    return own, tuple(each for each in chain if each.lower().encode() not in people)


def _own(value: bytes) -> str:
    ids = _ids(value)
    return _text(ids[0]) if ids else ""


def _parents(own: str, references: bytes, in_reply_to: bytes) -> tuple[str, ...]:
    """Whom In-Reply-To names comes first: some programs write References with the nearest in front."""
    named = [name for name in _ids(references[-REFERENCES_READ:]) if b"@" in name or NO_WORD.search(name)]
    chain = [_text(name) for name in reversed(named)]
    nearest = _answered(in_reply_to)
    if not chain or chain[0] not in nearest:
        chain = nearest[:1] + chain
    unique = dict.fromkeys(name for name in chain if name and name != own)
    return tuple(unique)[:MOST_PARENTS]


def _answered(value: bytes) -> list[str]:
    """The ids in In-Reply-To; where words come first ("Message from Ada <address> of <id>"), the last in brackets."""
    if b"<" not in value and len(value.split()) > 1:
        return []  # "ada@example.org's message of Monday"
    ids = [name for name in _ids(value) if b"@" in name or NO_WORD.search(name)]
    return [_text(name) for name in (ids if value.lstrip().startswith(b"<") else ids[-1:])]


def _ids(value: bytes) -> list[bytes]:
    if b"<" in value:
        return [m for m in BRACKETED.findall(value) if m.strip()]
    return [word.strip(b">,;") for word in unfolded(value).split() if b"@" in word]


def _text(name: bytes) -> str:
    if b" " in name or b"\n" in name or b"\t" in name:
        name = b"".join(name.split())
    return writable(name.decode("utf-8", "backslashreplace"))
