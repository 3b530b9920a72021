"""The admin, whose tables are registered when the map of the site is read, or checked.

A command that asks for neither, as an import does, starts without the tables and all that corrections need.
"""

from collections.abc import Sequence

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core.checks import CheckMessage, Tags, register


class LateAdminConfig(SimpleAdminConfig):
    """Registers the checks alone; `forum.urls` registers the tables."""

    def ready(self) -> None:
        register(check_dependencies, Tags.admin)
        register(check_tables, Tags.admin)


def check_tables(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:
    """What Django's own check says of the tables, once they are registered."""
    autodiscover()
    return list(check_admin_app(app_configs))
