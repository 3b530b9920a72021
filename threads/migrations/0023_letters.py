"""Records of mails keep the charset that the other mails of their document make likely."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("threads", "0022_jobs"),
    ]

    operations = [
        migrations.AddField(
            model_name="record",
            name="letters",
            field=models.CharField(blank=True, db_default="", max_length=20),
        ),
    ]
