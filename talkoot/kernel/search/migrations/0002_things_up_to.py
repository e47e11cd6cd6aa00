from importlib import import_module

from django.db import migrations

MARKED_WORDS = import_module("talkoot.kernel.search.migrations.0001_initial").MARKED_WORDS
SETTINGS = "LANGUAGE sql STABLE ROWS 400 SET enable_seqscan = off SET max_parallel_workers_per_gather = 0"

# Words that nearly every text holds: the caller needs to know that there are very many, not which.
UP_TO = f"""
    DROP FUNCTION search_things_with(tsquery);
    CREATE FUNCTION search_things_with(query tsquery, most integer) RETURNS SETOF bigint
        {SETTINGS}
        AS $$ SELECT object_id FROM search_entry WHERE {MARKED_WORDS} @@ query LIMIT most $$;
"""
ALL = f"""
    DROP FUNCTION search_things_with(tsquery, integer);
    CREATE FUNCTION search_things_with(query tsquery) RETURNS SETOF bigint
        {SETTINGS}
        AS $$ SELECT object_id FROM search_entry WHERE {MARKED_WORDS} @@ query $$;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunSQL(UP_TO, ALL)]
