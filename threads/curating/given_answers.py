"""What people answered about doubtful lines -> corrections. A line of JSON an answer, as the page of export_doubts gives them.

{"archive": "wall", "document": "9f2c...", "line": 12, "asks": "boundary", "answer": true}
{"archive": "wall", "document": "9f2c...", "line": 14, "asks": "quote", "answer": true, "source": {"document": "9f2c...", "line": 3}}
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from threads.curating.base import RefusedError
from threads.curating.line_corrections import Line, begin_post, join_post, mark_quote
from threads.models import CuratorAction, Document
from threads.records import writable

if TYPE_CHECKING:
    from django.contrib.auth.models import User

KEY_CHARACTERS = 64


class Unanswered(Exception):  # noqa: N818 - no error: nobody decided
    """A question that was passed over."""


def apply_answer(text: str, *, by: User | None, reason: str = "") -> CuratorAction:
    """Make the correction that one answer asks for."""
    answer = _read(text)
    if answer.get("answer") is None:
        raise Unanswered
    if not isinstance(answer["answer"], bool):
        raise RefusedError('"answer" is true, false or null.')
    document, line = _line(answer, writable(str(answer.get("archive", ""))))
    reason = writable(str(answer.get("reason") or reason))
    if answer.get("asks") == "boundary":
        make = begin_post if answer["answer"] else join_post
        return make(document=document, line=line, by=by, reason=reason)
    if answer.get("asks") != "quote":
        raise RefusedError('"asks" is "boundary" or "quote".')
    source = answer.get("source") if answer["answer"] else None
    cited = _line(source, document.archive.slug) if isinstance(source, dict) else None
    return mark_quote(document=document, line=line, is_quote=answer["answer"], source=cited, by=by, reason=reason)


def _read(text: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise RefusedError("It is no object of JSON.")
    return answer


def _line(answer: dict[str, Any], slug: str) -> Line:
    """The document and the line that an answer, or the source in it, names."""
    line, key = answer.get("line"), str(answer.get("document", ""))
    if not isinstance(line, int) or isinstance(line, bool):
        raise RefusedError('"line" is the number of a line.')
    is_key = len(key) == KEY_CHARACTERS and all(letter in "0123456789abcdef" for letter in key)
    found = Document.objects.filter(archive__slug=slug, key=bytes.fromhex(key)) if is_key else Document.objects.none()
    document = found.select_related("archive").first()
    if document is None:
        raise RefusedError(f"The archive {slug} has no document {key[:12]}.")
    return document, line
