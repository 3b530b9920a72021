"""The html of posts loses the hosts of mail addresses, and posts tell whether they hold a link or code.

It goes through the posts in batches, each a transaction, and can be stopped: run again, it finds what it did unchanged.
"""

from django.db import connection, migrations, models, transaction

import threads.models.fields
from threads.html.addresses import veiled_text

POSTS_A_BATCH = 50
TOLD = {"has_link": ("own_text", "://"), "has_code": ("html", "<pre")}
# In one statement, since each would write the whole table anew; a run that was stopped after it finds the columns there.
TELL = "ALTER TABLE threads_post " + ", ".join(
    f"ADD COLUMN IF NOT EXISTS {name} boolean GENERATED ALWAYS AS ({column}::text LIKE '%{sign}%') STORED"
    for name, (column, sign) in TOLD.items()
)
FORGET = "ALTER TABLE threads_post " + ", ".join(f"DROP COLUMN IF EXISTS {name}" for name in TOLD)


def leave_hosts_out(apps, _schema_editor):
    """Write the html of posts as an import does now, where that differs."""
    last = 0
    while last is not None:
        last = _leave_hosts_out_after(last)


def _leave_hosts_out_after(last):
    """One batch; gives the id at which it ended, and None after the last of them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, html FROM threads_post WHERE id > %s AND html LIKE '%%@%%' ORDER BY id LIMIT %s FOR UPDATE",
            [last, POSTS_A_BATCH],
        )
        batch = cursor.fetchall()
        changed = [(veiled, id_) for id_, html in batch if (veiled := veiled_text(html)) != html]
        cursor.executemany("UPDATE threads_post SET html = %s WHERE id = %s", changed)
    return batch[-1][0] if batch else None


def _told(column, sign):
    return models.GeneratedField(
        expression=models.Q((f"{column}__contains", sign)),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("threads", "0011_traceback"),
    ]

    operations = [
        migrations.AlterField(model_name="post", name="html", field=threads.models.fields.HtmlField()),
        migrations.RunPython(leave_hosts_out, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TELL, FORGET)],
            state_operations=[
                migrations.AddField("post", name, _told(column, sign)) for name, (column, sign) in TOLD.items()
            ],
        ),
    ]
