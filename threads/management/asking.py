"""A question on the terminal -> whether a person agrees."""

from __future__ import annotations

import sys

from django.core.management.base import CommandError


def agrees(question: str) -> bool:
    """Ask; without a terminal, name the option that agrees."""
    if not sys.stdin.isatty():
        raise CommandError(f"{question} Say so with --yes.")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
