"""The text of a mail as an archive's page shows it -> lines with roles, as the reader of mails gives them.

So a mail reads the same from a mailbox and from a page, but for the addresses that the page hides.
"""

from __future__ import annotations

import re
from html import unescape

from threads.readers.building import Builder
from threads.readers.mail.line_runs import passages
from threads.readers.mail.lines import lines_of
from threads.readers.mail.mime import Text
from threads.records import split_lines, writable

TAG = re.compile("<[^<>]*+>")
# What Pipermail puts in the place of an attachment, up to the line with its address.
TAKEN_OUT = re.compile(r"^-{8,20} next part -{8,20}$")
TAKEN_OUT_ENDS = ("URL:", "Url:", "Url :")


def preformatted(html: str) -> str:
    """The text of ``pre``, as it was typed."""
    return unescape(TAG.sub("", html)).replace("\xa0", " ")


def write_typed(builder: Builder, text: str) -> None:
    """Write a mail as it was typed, what the archive says of attachments apart."""
    run: list[str] = []
    is_note = False
    for line in split_lines(text):
        if TAKEN_OUT.match(line.strip()):
            _write_run(builder, run)
            run, is_note = [], True
        if not is_note:
            run.append(line)
            continue
        builder.write(line, "chrome")
        is_note = not line.startswith(TAKEN_OUT_ENDS)
    _write_run(builder, run)


def _write_run(builder: Builder, run: list[str]) -> None:
    write_lines(builder, *lines_of(Text("\n".join(run))))


def write_lines(builder: Builder, words: list[str], depths: list[int], sources: dict[int, str] | None = None) -> None:
    """Write lines whose depth of quoting is known; ``sources`` are the quoted mails by the places of lines."""
    words = [writable(text) for text in words]
    start = next((place for place, text in enumerate(words) if text.strip() or depths[place]), len(words))
    place = start
    for passage in passages((words[start:], depths[start:])):
        source = (sources or {}).get(place, "") if passage.role == "quote" else ""
        builder.write_lines(passage.lines, passage.role, depth=passage.depth, source=source)
        place += len(passage.lines)
