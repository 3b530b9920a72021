"""A command starts without the admin and the pages; checks and the site have both."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

ADMIN_AND_PAGES = {"threads.admin", "threads.views", "threads.staff"}
# Prints which of them are imported once the code before it has run.
TELLS = f"import sys; print(*sorted({ADMIN_AND_PAGES!r} & set(sys.modules)))"
OURS = sorted(name for name, app in get_commands().items() if app == "threads")


def imported_by(code: str) -> set[str]:
    """Those of the admin and the pages that a process of its own imports for some code."""
    own = {"DJANGO_SETTINGS_MODULE": "forum.settings"}
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}\n{TELLS}"],
        cwd=settings.BASE_DIR,
        env=dict(os.environ) | own,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_an_import_starts_without_them() -> None:
    assert not imported_by("import threads.management.commands.import_documents")


def test_checks_of_the_admin_ask_its_tables() -> None:
    wrong = (
        "from django.core.checks import Tags, run_checks\n"
        "from threads.admin.authors import AuthorAdmin\n"
        "AuthorAdmin.list_display = ['shoe_size']\n"
        "assert 'admin.E108' in [each.id for each in run_checks(tags=[Tags.admin])]"
    )

    assert imported_by("from django.core.checks import Tags, run_checks; run_checks(tags=[Tags.admin])") == {
        "threads.admin"
    }
    imported_by(wrong)


def test_a_web_server_has_them_before_anybody_asks() -> None:
    assert imported_by("import forum.wsgi") == ADMIN_AND_PAGES


@pytest.mark.parametrize("name", OURS)
def test_no_command_of_ours_asks_the_checks(name: str) -> None:
    assert load_command_class("threads", name).requires_system_checks == []
