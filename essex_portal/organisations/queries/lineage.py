from collections.abc import Collection

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from essex_portal.organisations.models import Organisation

# UNION, not UNION ALL: a circle of links in the register ends by itself.
LINEAGE = """
    WITH RECURSIVE lineage (school_id) AS (
        SELECT id FROM organisations_schooldetails WHERE organisation_id = %s
        UNION
        SELECT link.earlier_id FROM organisations_schoollink link JOIN lineage ON link.later_id = lineage.school_id
    )
    SELECT details.organisation_id FROM lineage JOIN organisations_schooldetails details ON details.id = school_id
"""

LINEAGES = """
    WITH RECURSIVE lineage (root_id, school_id) AS (
        SELECT organisation_id, id FROM organisations_schooldetails WHERE organisation_id = ANY(%s)
        UNION
        SELECT lineage.root_id, link.earlier_id
          FROM organisations_schoollink link JOIN lineage ON link.later_id = lineage.school_id
    )
    SELECT root_id, details.organisation_id
      FROM lineage JOIN organisations_schooldetails details ON details.id = school_id
"""


def lineages_of(school_ids: Collection[int]) -> dict[int, set[int]]:
    """For each of these schools what `lineage_ids` gives, by its organisation id. One query for all of them."""
    with connection.cursor() as cursor:
        cursor.execute(LINEAGES, [list(school_ids)])
        found: dict[int, set[int]] = {pk: {pk} for pk in school_ids}
        for root_id, organisation_id in cursor.fetchall():
            found[root_id].add(organisation_id)
    return found


def lineage_ids(school: Organisation) -> list[int]:
    """Organisation ids of the school and of all that it took over from, through every predecessor.

    What a school bought before it became an academy stays its own. Source: domain.md A7.
    """
    with connection.cursor() as cursor:
        cursor.execute(LINEAGE, [school.pk])
        earlier = {row[0] for row in cursor.fetchall()}
    return [school.pk, *sorted(earlier - {school.pk})]


def lineage_of(school: Organisation) -> RawSQL:
    """The same ids as a part of another query, for filters such as `school__in`."""
    return RawSQL(LINEAGE, [school.pk], output_field=BigIntegerField())  # noqa: S611 (no text comes from outside)
