"""What every correction needs: an archive to itself, a row that records it, and a way to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from django.db import OperationalError, transaction

from threads.loading import bulk
from threads.loading.locks import keep_to_ourselves
from threads.loading.stale.corrections import current_keys
from threads.models import Archive, Author, CuratorAction, Document, Post

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Kind = CuratorAction.Kind
Concerned = TypeVar("Concerned", Author, Post)

# A reading stores a set in one transaction, a dry run all of it. We do not wait for those.
WAIT = "5s"


class RefusedError(Exception):
    """Why a correction cannot be made, in words for the person who asked for it."""


@contextmanager
def exclusive(archive: Archive) -> Iterator[None]:
    """One transaction, in which no import stores a reading of the archive."""
    with transaction.atomic():
        bulk.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        try:
            keep_to_ourselves(archive)
        except OperationalError:
            raise RefusedError(f"An import is writing to {archive} just now. Try again in a while.") from None
        bulk.execute("SELECT set_config('lock_timeout', '0', true)")
        yield


@dataclass(slots=True)
class OneGo:
    """Corrections that are made together."""

    actions: list[CuratorAction] = field(default_factory=list)


@contextmanager
def as_one_go(archive: Archive) -> Iterator[OneGo]:
    """Make several corrections or none; they are taken back in one."""
    go = OneGo()
    with exclusive(archive):
        yield go
        if len(go.actions) > 1:
            batch = uuid4()
            CuratorAction.objects.filter(pk__in=[each.pk for each in go.actions]).update(batch=batch)
            for each in go.actions:
                each.batch = batch


def write_down(
    kind: str, of: Author | Post | Document, value: dict[str, Any], by: User | None, reason: str
) -> CuratorAction:
    """Record a correction under a key of content, which outlives the row. The row's id is noted for people who look for it."""
    value = {"id": of.pk, **value}
    return CuratorAction.objects.create(
        archive_id=of.archive_id, kind=kind, key=bytes(of.key), value=value, made_by=by, reason=reason.strip()
    )


def target_of(model: type[Concerned], action: CuratorAction) -> Concerned | None:
    """The row that an action corrected, under its present key."""
    return stored_under(model, action.archive, hex_key(action.key))


def stored_under(model: type[Concerned], archive: Archive, key: str) -> Concerned | None:
    """The row of an archive that has a key, or the one that took its place."""
    rows = model.objects.filter(archive=archive)
    now = current_keys(archive).get(key, key)
    return rows.filter(key=bytes.fromhex(key)).first() or rows.filter(key=bytes.fromhex(now)).first()


def hex_key(key: bytes | memoryview) -> str:
    """A key in hexadecimal, as readings and corrections hold it."""
    return bytes(key).hex()


def nobody() -> None:
    """No-op: ``locked`` wants an ``on_wait``, and we never wait."""
