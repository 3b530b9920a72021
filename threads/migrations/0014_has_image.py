"""Posts tell whether they hold a picture: the database tells it from their html as it writes them.

The html of what was imported earlier says so once it has been read again (``rebuild``).
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("threads", "0013_erased"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="has_image",
            field=models.GeneratedField(
                expression=models.Q(("html__contains", 'class="picture"')),  # type: ignore[arg-type] # stubs know no Q
                output_field=models.BooleanField(),
                db_persist=True,
            ),
        ),
    ]
