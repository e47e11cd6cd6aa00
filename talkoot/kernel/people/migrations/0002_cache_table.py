"""The table of Django's database cache: counts of attempts to sign in must be the same in every web process.

Unlogged: after a crash the counts begin anew, and the write-ahead log is spared.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE talkoot_cache (
                cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX talkoot_cache_expires ON talkoot_cache (expires);
            """,
            "DROP TABLE talkoot_cache",
        )
    ]
