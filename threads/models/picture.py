"""Pictures that came with an archive: their bytes, once each, and the addresses under which posts name them."""

from __future__ import annotations

from django.db import models

from threads.models.fields import key_field
from threads.models.source import BESIDE, Archive, Record
from threads.querysets import InArchiveQuerySet


class Picture(models.Model):
    """A picture as it is served: of a type that browsers only draw, without what cameras and editors wrote beside it.

    ``key`` is the sha256 of ``content``. Nobody sees a picture but in a post that shows it: ``selectors/pictures.py``.
    """

    class Form(models.TextChoices):
        """What it is, as its bytes say."""

        PNG = "png"
        JPEG = "jpeg"
        GIF = "gif"
        WEBP = "webp"
        AVIF = "avif"

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="pictures", db_index=False)
    key = key_field()
    form = models.CharField(max_length=4, choices=Form)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["archive", "key"], name="picture_key_unique"),)
        indexes = (models.Index(fields=["archive"], include=["size"], name="picture_sizes"),)

    def __str__(self) -> str:
        return f"{self.form}, {self.width} x {self.height}"


class PicturePlace(models.Model):
    """The address under which the posts of a record name a picture, and the file or address that it came from.

    ``key`` is ``html.pictured.place_key`` of the address. A picture goes with the last record that names it.
    """

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="+", **BESIDE)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="pictures", db_index=False)
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="places")
    key = key_field()
    came_from = models.TextField(blank=True)  # empty where the record's own bytes hold it

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record", "key"], name="picture_place_unique"),)

    def __str__(self) -> str:
        return self.came_from or f"in record {self.record_id}"
