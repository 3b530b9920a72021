"""Pictures that came with archives, and the addresses under which posts name them.

Their bytes are compressed already: the database is to keep them as they are.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("threads", "0024_whole_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="archive",
            name="pictures_mb",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Empty for what PICTURES_MB says; 0 keeps none.",
                null=True,
                verbose_name="megabytes for pictures",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(condition=models.Q(("has_image", True)), fields=["archive"], name="post_with_picture"),
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BinaryField(editable=False, max_length=32)),
                (
                    "form",
                    models.CharField(
                        choices=[("png", "Png"), ("jpeg", "Jpeg"), ("gif", "Gif"), ("webp", "Webp"), ("avif", "Avif")],
                        max_length=4,
                    ),
                ),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "archive",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="threads.archive",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["archive"], include=("size",), name="picture_sizes")],
                "constraints": [models.UniqueConstraint(fields=("archive", "key"), name="picture_key_unique")],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE threads_picture ALTER COLUMN content SET STORAGE EXTERNAL", migrations.RunSQL.noop
        ),
        migrations.CreateModel(
            name="PicturePlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BinaryField(editable=False, max_length=32)),
                ("came_from", models.TextField(blank=True)),
                (
                    "archive",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="threads.archive",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="places", to="threads.picture"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="threads.record",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("record", "key"), name="picture_place_unique")],
            },
        ),
    ]
