"""What differs between the staged rows and the schools, and writing it down with what was true before."""

import datetime as dt
from typing import Any

from django.db import connection
from psycopg import sql

from essex_portal.organisations.importing.fields import (
    NOT_FACTS,
    ORGANISATION_FACTS,
    SCHOOL_FACTS,
    TRUST_FACTS,
    assignments,
    names,
)

OTHER_FACTS = tuple(fact for fact in SCHOOL_FACTS if fact not in TRUST_FACTS)

KEEP_JOINING_DATES = """
    UPDATE register_row row SET trust_joined_on = details.trust_joined_on
    FROM organisations_schooldetails details
    WHERE details.urn = row.urn AND details.trust_id = row.trust_id AND row.trust_joined_on IS NULL
"""

# The day from which the new facts hold: the register's own date where the change has one, else the file's.
# One day after the file is the latest: a school whose last day is the file's day.
COMPARE = sql.SQL("""
    WITH compared AS (
        SELECT row.urn, details.id, details.organisation_id, details.status, details.facts_since,
            ({new_facts}) IS DISTINCT FROM ({old_facts}) AS facts_differ,
            ({new_trust}) IS DISTINCT FROM ({old_trust}) AS trust_differs,
            CASE
                WHEN row.status = 2 AND details.status <> 2 THEN row.closed_on + 1
                WHEN row.status <> 2 AND details.status = 4 THEN row.opened_on
                WHEN ({new_facts}) IS NOT DISTINCT FROM ({old_facts}) THEN row.trust_joined_on
            END AS own_date
        FROM register_row row
        JOIN organisations_schooldetails details ON details.urn = row.urn
        JOIN organisations_organisation organisation ON organisation.id = details.organisation_id
    )
    UPDATE register_row row SET
        id = compared.id,
        organisation_id = compared.organisation_id,
        was_status = compared.status,
        facts_since = compared.facts_since,
        differs = compared.facts_differ OR compared.trust_differs,
        changed_on = CASE
            WHEN compared.own_date <= %(as_of)s::date + 1
                AND compared.own_date > coalesce(compared.facts_since, '-infinity')
            THEN compared.own_date
            ELSE %(as_of)s
        END
    FROM compared WHERE compared.urn = row.urn
""").format(
    new_facts=sql.SQL(", ").join([names(ORGANISATION_FACTS, "row"), names(OTHER_FACTS, "row")]),
    old_facts=sql.SQL(", ").join([names(ORGANISATION_FACTS, "organisation"), names(OTHER_FACTS, "details")]),
    new_trust=names(TRUST_FACTS, "row"),
    old_trust=names(TRUST_FACTS, "details"),
)
COUNT = """
    SELECT count(*) FILTER (WHERE id IS NULL) AS added,
        count(*) FILTER (WHERE differs AND was_status = 4 AND status IN (1, 3)) AS opened,
        count(*) FILTER (WHERE differs AND was_status <> 2 AND status = 2) AS closed,
        count(*) FILTER (WHERE differs AND was_status = 2 AND status <> 2) AS reopened,
        count(*) FILTER (WHERE differs AND NOT (was_status = 4 AND status IN (1, 3))
            AND (was_status = 2) = (status = 2)) AS updated,
        count(*) FILTER (WHERE id IS NOT NULL AND NOT differs) AS unchanged
    FROM register_row
"""
KEEP_PAST = sql.SQL("""
    INSERT INTO organisations_pastschoolfacts (school_id, valid, facts)
    SELECT details.id, daterange(row.facts_since, row.changed_on),
        to_jsonb(details) - {not_facts}::text[] || jsonb_build_object(
            'name', organisation.name, 'opened_on', organisation.opened_on, 'closed_on', organisation.closed_on)
    FROM register_row row
    JOIN organisations_schooldetails details ON details.id = row.id
    JOIN organisations_organisation organisation ON organisation.id = details.organisation_id
    WHERE row.differs AND row.changed_on > coalesce(row.facts_since, '-infinity')
""").format(not_facts=sql.Literal(sorted(NOT_FACTS)))
UPDATE_ORGANISATIONS = sql.SQL("""
    UPDATE organisations_organisation organisation SET {facts}
    FROM register_row row WHERE row.differs AND organisation.id = row.organisation_id
""").format(facts=assignments(ORGANISATION_FACTS, "row"))
UPDATE_SCHOOLS = sql.SQL("""
    UPDATE organisations_schooldetails details SET {facts}, facts_since = greatest(row.facts_since, row.changed_on)
    FROM register_row row WHERE row.differs AND details.id = row.id
""").format(facts=assignments(SCHOOL_FACTS, "row"))
CONFIRM = """
    UPDATE organisations_schooldetails details
    SET as_of = %(as_of)s, register_changed_on = row.register_changed_on
    FROM register_row row
    WHERE details.id = row.id AND (details.as_of, details.register_changed_on)
        IS DISTINCT FROM (%(as_of)s, row.register_changed_on)
"""
ADD_ORGANISATIONS = sql.SQL("""
    UPDATE register_row SET organisation_id = nextval('organisations_organisation_id_seq') WHERE id IS NULL;
    INSERT INTO organisations_organisation (id, kind, {facts})
        SELECT organisation_id, 'school', {facts} FROM register_row WHERE id IS NULL
""").format(facts=names(ORGANISATION_FACTS))
ADD_SCHOOLS = sql.SQL("""
    INSERT INTO organisations_schooldetails (organisation_id, urn, register_changed_on, as_of, {facts})
    SELECT organisation_id, urn, register_changed_on, %(as_of)s, {facts} FROM register_row WHERE id IS NULL
""").format(facts=names(SCHOOL_FACTS))


def apply_staged(*, as_of: dt.date) -> dict[str, int]:
    """Write the staged rows: past facts, updates, new schools. Returns how many schools each befell."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_JOINING_DATES)
        cursor.execute(COMPARE, {"as_of": as_of})
        cursor.execute(COUNT)
        counts = dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))
        for statement in (KEEP_PAST, UPDATE_ORGANISATIONS, UPDATE_SCHOOLS):
            cursor.execute(statement)
        cursor.execute(CONFIRM, {"as_of": as_of})
        cursor.execute(ADD_ORGANISATIONS)
        cursor.execute(ADD_SCHOOLS, {"as_of": as_of})
    return counts


NEWER_DATA = """
    SELECT count(*), max(details.as_of) FROM register_row row
    JOIN organisations_schooldetails details ON details.urn = row.urn WHERE details.as_of > %s
"""
NEWER_ROW = """
    SELECT row.line, row.urn, row.register_changed_on, details.register_changed_on FROM register_row row
    JOIN organisations_schooldetails details ON details.urn = row.urn
    WHERE details.register_changed_on > row.register_changed_on ORDER BY row.line LIMIT 1
"""
MISSING = """
    SELECT details.urn, organisation.name FROM organisations_schooldetails details
    JOIN organisations_organisation organisation ON organisation.id = details.organisation_id
    WHERE details.status IN (1, 3)
        AND details.local_authority_id IN (SELECT DISTINCT local_authority_id FROM register_row)
        AND NOT EXISTS (SELECT FROM register_row row WHERE row.urn = details.urn)
    ORDER BY organisation.name, details.urn
"""


def newer_data(as_of: dt.date) -> tuple[int, dt.date | None]:
    """How many of the staged schools are known from a file later than `as_of`, and the latest such date."""
    with connection.cursor() as cursor:
        cursor.execute(NEWER_DATA, [as_of])
        return cursor.fetchone()


def first_older_row() -> Any:
    """Line, URN and both change dates of a staged row that the portal knows in a later state; None for none."""
    with connection.cursor() as cursor:
        cursor.execute(NEWER_ROW)
        return cursor.fetchone()


def missing_schools() -> list[tuple[int, str]]:
    """URN and name of open schools of the file's authorities that the file does not have."""
    with connection.cursor() as cursor:
        cursor.execute(MISSING)
        return list(cursor.fetchall())
