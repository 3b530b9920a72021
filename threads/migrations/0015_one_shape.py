"""Entries of lines have one shape, quotes say where they end, and documents and threads whether a format states them."""

from django.db import migrations, models

# [line, role, confidence, original or none, last line or none] -> [first line, last line, role, confidence, original];
# of an original, the characters go, which nobody asked for.
ENTRIES = """
    UPDATE threads_record SET lines = (
        SELECT jsonb_agg(jsonb_build_array(e->0, coalesce(e->4, e->0), e->1, e->2, CASE jsonb_typeof(e->3)
            WHEN 'array' THEN jsonb_build_array(e->3->0, e->3->1, e->3->4, e->3->5) END) ORDER BY n)
        FROM jsonb_array_elements(lines) WITH ORDINALITY AS entry(e, n))
    WHERE jsonb_typeof(lines->0->1) = 'string'
"""
ENTRIES_BEFORE = """
    UPDATE threads_record SET lines = (
        SELECT jsonb_agg(CASE jsonb_typeof(e->4)
            WHEN 'array' THEN jsonb_build_array(o.line, e->2, e->3,
                jsonb_build_array(e->4->0, (e->4->>1)::int + o.line - (e->0)::int, 0, 0, e->4->2)
                    || CASE jsonb_typeof(e->4->3) WHEN 'number' THEN jsonb_build_array(e->4->3) ELSE '[]' END)
            ELSE jsonb_build_array(o.line, e->2, e->3, NULL, o.last) END ORDER BY n, o.line)
        FROM jsonb_array_elements(lines) WITH ORDINALITY AS entry(e, n) CROSS JOIN LATERAL (
            SELECT line, line AS last FROM generate_series((e->0)::int, (e->1)::int) line
            WHERE jsonb_typeof(e->4) = 'array'
            UNION ALL SELECT (e->0)::int, (e->1)::int WHERE jsonb_typeof(e->4) <> 'array') o)
    WHERE jsonb_typeof(lines->0->1) = 'number'
"""
ENDS = "UPDATE threads_quote SET last_line = line WHERE last_line IS NULL"

STATED = """
    UPDATE threads_thread t SET is_stated = true WHERE EXISTS (
        SELECT FROM threads_post p JOIN threads_appearance a ON a.post_id = p.id
        JOIN threads_record r ON r.id = a.record_id JOIN threads_document d ON d.id = r.document_id
        WHERE p.thread_id = t.id AND d.form <> 'text')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("threads", "0014_has_image"),
    ]

    operations = [
        migrations.RunSQL(ENTRIES, ENTRIES_BEFORE),
        migrations.RunSQL(ENDS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="quote",
            name="last_line",
            field=models.PositiveIntegerField(),
        ),
        migrations.AddField(
            model_name="document",
            name="is_stated",
            field=models.GeneratedField(
                expression=models.Q(("form", "text"), _negated=True),  # type: ignore[arg-type]
                output_field=models.BooleanField(),
                db_persist=True,
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="is_stated",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(STATED, migrations.RunSQL.noop),
    ]
