#!/usr/bin/env python3
"""Turn a command line into a Django command."""

import os
import sys

from django.core.management import execute_from_command_line

from forum.postgres.errors import ServerError


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")
    try:
        execute_from_command_line(sys.argv)
    except ServerError as error:
        sys.exit(f"manage.py: {error}")
    except KeyboardInterrupt:
        sys.exit(130)  # as the shell counts it; commands that have something to say have said it


if __name__ == "__main__":
    main()
