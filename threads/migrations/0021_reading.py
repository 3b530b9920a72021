"""Archives know by which way of reading they were read: those that are here, by an earlier one."""

from django.db import migrations, models

import threads.models.source


class Migration(migrations.Migration):
    dependencies = [
        ("threads", "0020_post_url"),
    ]

    operations = [
        migrations.AddField(
            model_name="archive",
            name="reading",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="archive",
            name="reading",
            field=models.PositiveSmallIntegerField(default=threads.models.source.current_reading, editable=False),
        ),
        migrations.AddField(
            model_name="archive",
            name="rereading",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
    ]
