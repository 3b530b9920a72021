"""Lines of a ledger -> the same corrections, made and taken back in the same order; what cannot be is listed, never dropped.

Between two corrections all that the first concerns is read again, for the second may be about a post that the first began. Only
corrections of lines of pages need no reading between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model

from threads.curating.base import RefusedError
from threads.curating.ledger.ledger_line import LedgerLine, read_line
from threads.curating.ledger.making import make
from threads.curating.undoing import undo
from threads.loading.stale.corrections import OF_PAGES
from threads.models import Archive, CuratorAction
from threads.selectors.before_after import before

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line that could not be applied, or not wholly, and why."""

    number: int  # of the line in the file
    text: str
    reason: str


@dataclass(slots=True)
class Replay:
    """What became of the lines."""

    made: int = 0
    undone: int = 0
    known: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    differing: list[Conflict] = field(default_factory=list)  # made, though something else stood there before


@dataclass(slots=True)
class _State:
    """What has been applied so far."""

    replay: Replay
    read: Callable[[Archive], None]
    actions: dict[int, CuratorAction] = field(default_factory=dict)
    batches: dict[tuple[str, int], UUID] = field(default_factory=dict)
    unread: dict[int, Archive] = field(default_factory=dict)
    users: dict[str, User | None] = field(default_factory=dict)


def apply_lines(texts: Iterable[str], read: Callable[[Archive], None]) -> Replay:
    """Make the corrections of a ledger; ``read`` reads again what is unread in an archive."""
    replay = Replay()
    lines: list[LedgerLine] = []
    for number, text in enumerate(texts, 1):
        if text.strip():
            try:
                lines.append(read_line(number, text))
            except RefusedError as refusal:
                replay.conflicts.append(Conflict(number, text, str(refusal)))
    state = _State(replay, read)
    for _, step in sorted(_steps(lines), key=lambda each: each[0]):
        step(state)
    _read(state)
    return replay


def _steps(lines: Sequence[LedgerLine]) -> Iterable[tuple[tuple[Any, ...], Callable[[_State], None]]]:
    """Each making and each undoing with the moment it happened at; what was undone in one go, the last made first."""
    for line in lines:
        yield (line.at, 0, line.number), partial(_make, line)
        if line.undone is not None:
            yield (line.undone_at or line.at, 1, -line.number), partial(_undo, line)


def _make(line: LedgerLine, state: _State) -> None:
    try:
        archive = _archive(line)
        known = _known(archive, line)
        if known is not None:
            state.replay.known += 1
            state.actions[line.number] = known
            return
        if line.kind not in OF_PAGES:
            _read(state)
        action = make(archive, line)
    except RefusedError as refusal:
        state.replay.conflicts.append(Conflict(line.number, line.text, str(refusal)))
        return
    stood = before(action)
    _sign(action, line, state)
    if before(action) != stood and line.kind not in OF_PAGES:
        reason = f"made, but before it stood: {stood}; in the ledger: {before(action)}"
        state.replay.differing.append(Conflict(line.number, line.text, reason))
    state.replay.made += 1
    state.actions[line.number] = action
    state.unread[archive.pk] = archive


def _undo(line: LedgerLine, state: _State) -> None:
    action = state.actions.get(line.number)
    if action is None or action.undone_at is not None:  # it was never made here, or was undone by an earlier replay
        return
    if line.kind not in OF_PAGES:
        _read(state)
    action.refresh_from_db()
    try:
        if not action.is_undone:  # else with others of its batch
            undo(action=action)
    except RefusedError as refusal:
        state.replay.conflicts.append(Conflict(line.number, line.text, f"made, but not undone again: {refusal}"))
        return
    state.replay.undone += 1
    _sign_undone(action, line, state)
    state.unread[action.archive_id] = action.archive


def _read(state: _State) -> None:
    for archive in state.unread.values():
        state.read(archive)
    state.unread.clear()


def _archive(line: LedgerLine) -> Archive:
    archive = Archive.objects.filter(slug=line.archive).first()
    if archive is None:
        raise RefusedError(f"There is no archive {line.archive}. Import its documents first.")
    return archive


def _known(archive: Archive, line: LedgerLine) -> CuratorAction | None:
    """The same correction, applied earlier."""
    same = archive.actions.filter(kind=line.kind, made_at=line.at, reason=line.reason)
    said = [each for each in same if _said(each.value) == _said(line.value)]
    return said[0] if len(said) == 1 else None


def _said(value: Mapping[str, Any]) -> dict[str, Any]:
    """What tells corrections of one moment apart, whatever the keys of posts have become."""
    return {name: value.get(name) for name in ("line", "words", "name", "title", "is_hidden", "is_published", "kind")}


def _sign(action: CuratorAction, line: LedgerLine, state: _State) -> None:
    """Keep who made a correction, when and why, and what stood before it, as the ledger has it."""
    by = _user(line.by, state)
    value = action.value | {name: each for name, each in line.value.items() if name not in ("parent", "into", "author")}
    if line.by and by is None:
        value["by_name"] = line.by
    batch = None
    if line.batch is not None:
        batch = state.batches.setdefault((line.archive, line.batch), uuid4())
    columns = {"made_at": line.at, "made_by": by, "reason": line.reason, "value": value, "batch": batch}
    CuratorAction.objects.filter(pk=action.pk).update(**columns)
    action.refresh_from_db()


def _sign_undone(action: CuratorAction, line: LedgerLine, state: _State) -> None:
    by = _user(line.undone_by, state)
    value = action.value | ({"undone_by_name": line.undone_by} if line.undone_by and by is None else {})
    at: datetime | None = line.undone_at
    CuratorAction.objects.filter(pk=action.pk).update(undone_at=at, undone_by=by, value=value)


def _user(name: str, state: _State) -> User | None:
    if name not in state.users:
        state.users[name] = get_user_model().objects.filter(username=name).first() if name else None
    return state.users[name]
