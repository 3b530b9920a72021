"""Columns that many tables share: permanent keys, confidences, and html that no page has to look through."""

from __future__ import annotations

from enum import StrEnum

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from threads.html.addresses import veiled_text

KEY_BYTES = 32
SLUG_LENGTH = 80


def key_field(**options: object) -> models.BinaryField:
    """A sha256 digest: ids and names found in documents can be 10,000 characters long."""
    return models.BinaryField(max_length=KEY_BYTES, editable=False, **options)  # type: ignore[arg-type]


def confidence_field(**options: object) -> models.FloatField:
    """How sure a reading is, from 0 to 1."""
    bounds = [MinValueValidator(0.0), MaxValueValidator(1.0)]
    return models.FloatField(validators=bounds, **options)  # type: ignore[arg-type]


def choices_of(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    """What a column may hold, with the labels that forms show."""
    return [(kind.value, kind.value.capitalize()) for kind in kinds]


class HtmlField(models.TextField):
    """Html stored without the hosts of mail addresses, whoever writes it; bulk copies come without them."""

    def get_prep_value(self, value: object) -> object:
        prepared = super().get_prep_value(value)
        return veiled_text(prepared) if isinstance(prepared, str) else prepared
