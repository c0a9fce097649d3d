"""The file's rows in a temporary table beside the schools, so that Postgres compares all of them at once."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from psycopg import sql

from essex_portal.organisations.importing.fields import STAGED, names
from essex_portal.organisations.register.rows import SchoolRow

CREATE = """
    DROP TABLE IF EXISTS pg_temp.register_row, pg_temp.register_membership;
    CREATE TEMPORARY TABLE register_row ON COMMIT DROP AS
        SELECT 0 AS line, organisation.name, organisation.opened_on, organisation.closed_on, details.*,
            '' AS local_authority_name, '' AS type_name, 0 AS type_group_code, '' AS type_group_name,
            '' AS district_name, 0 AS trust_uid, '' AS trust_name,
            0 AS was_status, CURRENT_DATE AS changed_on, FALSE AS differs
        FROM organisations_schooldetails details
        JOIN organisations_organisation organisation ON organisation.id = details.organisation_id
        WITH NO DATA;
    CREATE TEMPORARY TABLE register_membership (urn integer PRIMARY KEY, group_uid integer, joined_on date)
        ON COMMIT DROP;
"""
REFERENCES = """
    INSERT INTO organisations_localauthority (code, name)
        SELECT DISTINCT ON (local_authority_id) local_authority_id,
            coalesce(nullif(local_authority_name, ''), 'Authority ' || local_authority_id)
        FROM register_row ORDER BY local_authority_id, local_authority_name DESC
        ON CONFLICT DO NOTHING;
    INSERT INTO organisations_establishmenttype (code, name, group_code, group_name)
        SELECT DISTINCT ON (type_id) type_id, coalesce(nullif(type_name, ''), 'Type ' || type_id),
            type_group_code, coalesce(type_group_name, '')
        FROM register_row ORDER BY type_id, type_name DESC
        ON CONFLICT DO NOTHING;
    INSERT INTO organisations_district (code, name)
        SELECT DISTINCT ON (district_id) district_id, coalesce(nullif(district_name, ''), district_id)
        FROM register_row WHERE district_id IS NOT NULL ORDER BY district_id, district_name DESC
        ON CONFLICT DO NOTHING;
"""
TRUSTS = """
    UPDATE register_row row SET
            trust_uid = coalesce(row.trust_uid, membership.group_uid),
            trust_joined_on = CASE
                WHEN coalesce(row.trust_uid, membership.group_uid) = membership.group_uid THEN membership.joined_on
            END
        FROM register_membership membership WHERE membership.urn = row.urn;
    WITH missing AS (
        SELECT trust_uid, max(trust_name) AS name, nextval('organisations_organisation_id_seq') AS id
        FROM register_row
        WHERE trust_uid IS NOT NULL
            AND NOT EXISTS (SELECT FROM organisations_trustdetails known WHERE known.group_uid = trust_uid)
        GROUP BY trust_uid
    ), made AS (
        INSERT INTO organisations_organisation (id, kind, name)
        SELECT id, 'trust', coalesce(nullif(name, ''), 'Trust ' || trust_uid) FROM missing
    )
    INSERT INTO organisations_trustdetails (organisation_id, group_uid, group_id, companies_house_number, group_type)
        SELECT id, trust_uid, '', '', '' FROM missing;
    UPDATE register_row row SET trust_id = trust.organisation_id
        FROM organisations_trustdetails trust WHERE trust.group_uid = row.trust_uid;
"""


def stage(rows: Iterable[tuple[int, SchoolRow]]) -> None:
    """Copy the rows in. The table goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        copy = sql.SQL("COPY register_row ({}) FROM STDIN").format(names(STAGED))
        with cursor.copy(copy) as target:
            for line, row in rows:
                target.write_row((line, *row))
        cursor.execute("CREATE INDEX ON register_row (urn); ANALYZE register_row")


def stage_memberships(memberships: dict[int, tuple[int, dt.date | None]]) -> None:
    """URN → trust's group UID and joining date, for what the register itself leaves out."""
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY register_membership (urn, group_uid, joined_on) FROM STDIN") as target,
    ):
        for urn, membership in memberships.items():
            target.write_row((urn, *membership))


def resolve_references() -> None:
    """Authorities, types, districts and trusts that are new, by the names that the rows give them."""
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES)
        cursor.execute(TRUSTS)
