#!/usr/bin/env python3
"""Turn a command line into a Django command."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import InterfaceError, OperationalError, ProgrammingError

from forum.migrated import is_migrated
from forum.postgres.errors import ServerError
from forum.postgres.space import fullness

EXIT_TRY_AGAIN = 75  # as sysexits.h has it
EXIT_INTERRUPTED = 130  # as the shell counts it


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
    try:
        execute_from_command_line(sys.argv)
    except ServerError as error:
        sys.exit(f"manage.py: {error}")
    except (OperationalError, InterfaceError) as error:
        if "--traceback" in sys.argv:
            raise
        print(
            f"manage.py: The database does not answer: {str(error).partition(chr(10))[0]}\n{_fullness()}"
            "What was stored is kept. When it is back, run the same command again; --traceback says more.",
            file=sys.stderr,
        )
        sys.exit(EXIT_TRY_AGAIN)
    except ProgrammingError:
        if "--traceback" in sys.argv or is_migrated():
            raise
        sys.exit("manage.py: The database lacks tables of this version. Run `make up`, or manage.py migrate, first.")
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)  # commands that have something to say have said it


def _fullness() -> str:
    """Whether the embedded server ended for want of room."""
    said = fullness(settings.FORUM_DATA) if settings.IS_EMBEDDED else ""
    return f"{said}\n" if said else ""


if __name__ == "__main__":
    main()
