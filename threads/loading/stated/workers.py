"""The database this process talks to -> a worker process that talks to the same one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection


def connected() -> Callable[[], None]:
    """What a worker does first: learn of Django, and of the database in use, which in tests is not the settings'."""
    return partial(_connect, settings.FORUM_DATA, str(connection.settings_dict["NAME"]))


def _connect(data: Path, name: str) -> None:
    if not apps.ready:
        django.setup()
    settings.FORUM_DATA = data
    connection.settings_dict["NAME"] = name
