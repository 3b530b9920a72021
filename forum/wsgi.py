"""Turn requests from a WSGI server into Django's."""

import os

from django.core.wsgi import get_wsgi_application

from forum.charsets import without_charsets
from forum.limits import limit_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings")

limit_connections()
application = without_charsets(get_wsgi_application())
