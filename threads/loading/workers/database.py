"""The database this process talks to -> a worker process that talks to the same one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection

_others: list[object] = []  # connections of other processes, which must not be closed from here


def connected() -> Callable[[], None]:
    """What a worker does first: learn of Django, and of the database in use, which in tests is not the settings'."""
    return partial(_connect, settings.FORUM_DATA, str(connection.settings_dict["NAME"]))


def _connect(data: Path, name: str) -> None:
    if not apps.ready:
        django.setup()
    settings.FORUM_DATA = data
    if connection.connection is not None:  # of the process that this one is a copy of, which goes on using it
        _others.append(connection.connection)
        connection.connection = None
    connection.settings_dict["NAME"] = name
