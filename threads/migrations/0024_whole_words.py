"""Search finds the parts of addresses and paths, and words that English calls stop words; the column is computed anew."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models
from django.db.models.functions import Concat, Left, Length, Replace

# A database into which an older backup was restored may have them already.
UNMAKE = """
    DROP TEXT SEARCH CONFIGURATION IF EXISTS forum_search;
    DROP TEXT SEARCH DICTIONARY IF EXISTS forum_stem;
"""
MAKE = f"""
    {UNMAKE}
    CREATE TEXT SEARCH DICTIONARY forum_stem (TEMPLATE = pg_catalog.snowball, LANGUAGE = english);
    CREATE TEXT SEARCH CONFIGURATION forum_search (COPY = pg_catalog.english);
    ALTER TEXT SEARCH CONFIGURATION forum_search
        ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH forum_stem;
"""
CLASS_OF_LENGTH = (
    "array_to_tsvector(ARRAY['length ' ||"
    " least(35, floor(2 * ln((%(expressions)s + 1)::float8) / ln(2::float8))::int)::text])"
)


def words():
    """Own text with spaces for the signs that PostgreSQL's parser takes for parts of words."""
    expression: models.Func = Left(Concat("own_text", models.Value(" ", models.TextField()), "bigrams"), 100000)
    for sign in "/.@<&-+":
        expression = Replace(expression, models.Value(sign), models.Value(" "))
    return expression


class Migration(migrations.Migration):
    dependencies = [("threads", "0023_letters")]

    operations = [
        migrations.RunSQL(MAKE, UNMAKE),
        migrations.RemoveIndex(model_name="post", name="post_search"),
        migrations.RemoveField(model_name="post", name="search"),
        migrations.AddField(
            model_name="post",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    SearchVector(words(), config="forum_search"),
                    models.Func(Length("own_text"), template=CLASS_OF_LENGTH),
                    arg_joiner=" || ",
                    output_field=SearchVectorField(),
                    template="%(expressions)s",
                ),
                output_field=SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="post_search"),
        ),
    ]
