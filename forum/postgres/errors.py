"""What went wrong with the embedded server, in words for the person at the terminal."""

from django.db.utils import OperationalError


class ServerError(OperationalError):
    """The embedded server cannot be had; the message says why and what to do."""
