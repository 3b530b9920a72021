"""What lines, quotes and reply edges can be: the names that reconstruction gives, the database keeps and pages show."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a line of a document is."""

    BODY = "body"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    SIGNATURE = "signature"
    DUPLICATE = "duplicate"
    CHROME = "chrome"
    PROFILE = "profile"


class Kind(StrEnum):
    """How faithful a quote is to the source it cites."""

    EXACT = "exact"
    PARTIAL = "partial"
    TRUNCATED = "truncated"
    ALTERED = "altered"
    UNSOURCED = "unsourced"


class Origin(StrEnum):
    """What a reply edge was read from."""

    DECLARED = "declared"
    QUOTE = "quote"
    RENDERING = "rendering"
    ATTRIBUTION = "attribution"
    SEQUENCE = "sequence"
    CURATED = "curated"
