"""The tables that staff see."""

from django.apps import apps

MODELS = [model for model in apps.get_app_config("threads").get_models() if not model._meta.auto_created]
