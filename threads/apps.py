"""Tell Django what the application is called."""

from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    """Threads of posts, rebuilt from archived documents."""

    name = "threads"
    verbose_name = "archives"
