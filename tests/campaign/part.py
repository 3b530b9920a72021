"""One part of the campaign, on a database of its own: python -m tests.campaign.part NAME OPTIONS-AS-JSON."""

import importlib
import json
import os
import sys
from contextlib import nullcontext

import django

from tests.campaign.site import own_site

# These need no archive.
WITHOUT_SITE = ("fragments",)


def main(name: str, options: dict) -> None:
    """Make the site first, because settings and models are read from its environment."""
    with nullcontext() if name in WITHOUT_SITE else own_site() as site:
        if site:
            os.environ.update(site.environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "forum.settings"
        django.setup()
        importlib.import_module(f"tests.campaign.{name}").main(site, **options)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
