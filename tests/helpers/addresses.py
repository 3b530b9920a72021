"""Every pattern of the site, filled with the ids of rows."""

import re

from django.urls import URLPattern, get_resolver

# Patterns that take no rows, or none that a visitor names.
WITHOUT_ROWS = {"settings", "help", "favicon", "robots"}


def addresses(rows) -> dict[str, str]:
    """Every pattern of the site, filled with the ids of the rows."""
    values = {
        "slug": rows["archive"].slug, "year": 2009, "month": 2, "thread_id": rows["thread"].id,
        "name": f"{'01' * 32}.png", "post_id": rows["post"].id, "author_id": rows["author"].id, "other_id": rows["author"].id, "document_id": rows["document"].id,
    }  # fmt: skip
    patterns = [pattern for pattern in _patterns(get_resolver().url_patterns) if pattern.name not in WITHOUT_ROWS]
    return {
        str(pattern.name): "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), str(pattern.pattern))
        for pattern in patterns
    }


def _patterns(entries):
    for entry in entries:
        if isinstance(entry, URLPattern):
            yield entry
        elif entry.namespace == "threads":
            yield from entry.url_patterns
