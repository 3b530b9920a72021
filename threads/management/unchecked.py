"""A command as Django has it -> one that starts at once."""

from django.core.management.base import BaseCommand


class UncheckedCommand(BaseCommand):
    """A command that runs without Django's checks, which read the map of the site and so import every page of it.

    They judge what is in the repository, not a site's data or its environment: `make check` asks them, and so does
    `manage.py check`.
    """

    requires_system_checks: list[str] = []
