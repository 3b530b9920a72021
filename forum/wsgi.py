"""Turn requests from a WSGI server into Django's."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from forum.charsets import without_charsets
from forum.limits import limit_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")

limit_connections()
application = without_charsets(get_wsgi_application())
# Read as a process starts, so that no visitor waits for it.
get_resolver().url_patterns  # noqa: B018 - a property that imports the map of the site
