"""The table of Django's database cache, where sign-in attempts are counted for the rate limits.

Unlogged: it is written at each attempt, and what a crash of the server loses is a few minutes of counting.
"""

from django.db import migrations

CREATE = """
CREATE UNLOGGED TABLE portal_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX portal_cache_expires ON portal_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE portal_cache")]
