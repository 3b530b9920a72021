"""Imports everything a worker needs, so that a forkserver pays for it once: where the program has threads, workers are
copies of the process that imports this.

They share its memory until somebody writes to it, so the collector must not touch what is here now.
"""

import gc

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from threads.loading.stated import batches  # noqa: F401
from threads.loading.workers import tasks  # noqa: F401 - models may be imported once Django knows of them

gc.freeze()
