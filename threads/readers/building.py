"""Lines written one after another -> a record's text, with the posts and marked runs that stand in it."""

from __future__ import annotations

from collections.abc import Sequence

from threads.records import Mark, Parsed, Statement, split_lines, writable

BODY = "body"
# A post without a word still has a line to stand on.
WORDLESS = "[no text]"


class Builder:
    """A text in the making. Posts are begun, written line by line, and ended; no two of them share a line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.posts: list[Statement] = []
        self._first = 1
        self._marks: list[Mark] = []

    @property
    def is_empty(self) -> bool:
        """Whether the post that was begun has no line yet."""
        return len(self.lines) < self._first

    def begin(self) -> None:
        """Begin a post, a blank line after the one before it."""
        if self.lines:
            self.lines.append("")
        self._first = len(self.lines) + 1
        self._marks = []

    def write(self, text: str, role: str = BODY, *, depth: int = 1, source: str = "") -> None:
        """Write text of one role, which may be many lines; what is not body is marked."""
        self.write_lines(split_lines(writable(text)) or [""], role, depth=depth, source=source)

    def write_lines(
        self, lines: Sequence[str], role: str = BODY, *, depth: int = 1, source: str = "", is_by_place: bool = False
    ) -> None:
        """Write lines of one role, in which nothing stands that cannot be written."""
        first = len(self.lines) + 1
        self.lines += lines
        if role != BODY:
            self._mark(Mark(first, len(self.lines), role, depth, source, is_by_place))

    def _mark(self, mark: Mark) -> None:
        """Add a mark, joined to the one before it where nothing tells them apart."""
        last = self._marks[-1] if self._marks else None
        is_alike = last and last[2:] == mark[2:]
        if last and is_alike and mark.first_line == last.last_line + 1:
            self._marks[-1] = last._replace(last_line=mark.last_line)
        else:
            self._marks.append(mark)

    def end(self, post: Statement) -> None:
        """End the post, adding its lines and marks to the statement. Blank lines around it belong to nobody."""
        while len(self.lines) >= self._first and not self.lines[-1].strip():
            self.lines.pop()
        if len(self.lines) < self._first:
            self.lines.append(WORDLESS)
            self._marks = []
        last = len(self.lines)
        marks = self._marks
        if marks and marks[-1].last_line > last:
            marks = [mark._replace(last_line=min(mark.last_line, last)) for mark in marks if mark.first_line <= last]
        self.posts.append(post._replace(first_line=self._first, last_line=last, marks=tuple(marks)))

    def parsed(self) -> Parsed:
        parsed = Parsed("\n".join(self.lines), tuple(self.posts))
        parsed.__dict__["lines"] = tuple(self.lines)  # no need to cut what was just joined
        return parsed
