"""Which columns hold facts, and SQL made of their names. The names come from the models, never from a file."""

from collections.abc import Iterable

from psycopg import sql

from essex_portal.organisations.models import SchoolDetails
from essex_portal.organisations.register.rows import SchoolRow

ORGANISATION_FACTS = ("name", "opened_on", "closed_on")
NOT_FACTS = {"id", "organisation_id", "urn", "as_of", "facts_since", "register_changed_on"}
TRUST_FACTS = ("trust_id", "trust_joined_on")
SCHOOL_FACTS = tuple(field.attname for field in SchoolDetails._meta.concrete_fields if field.attname not in NOT_FACTS)
STAGED = ("line", *SchoolRow._fields)


def names(columns: Iterable[str], table: str = "") -> sql.Composed:
    """`r.street, r.town` for table `r`."""
    parts = ((table, column) if table else (column,) for column in columns)
    return sql.SQL(", ").join(sql.Identifier(*part) for part in parts)


def assignments(columns: Iterable[str], table: str) -> sql.Composed:
    """`street = r.street, town = r.town` for an UPDATE from table `r`."""
    pairs = (sql.SQL("{} = {}").format(sql.Identifier(column), sql.Identifier(table, column)) for column in columns)
    return sql.SQL(", ").join(pairs)
