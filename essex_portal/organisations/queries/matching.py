"""From what a person types to the schools that are meant: a URN, a postcode or its start, or words."""

import re
from collections.abc import Sequence
from functools import reduce
from operator import add, and_

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Case, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Greatest, Replace

from essex_portal.organisations.models import Organisation, SchoolDetails

URN = re.compile(r"\d{5,7}", re.ASCII)
POSTCODE_START = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?( ?\d?[A-Z]{0,2})?", re.IGNORECASE | re.ASCII)
MOST_WORDS = 8
SAYS_LITTLE = {"the", "of", "and", "&", "school"}
# Word similarity of a misspelling that is still worth showing where nothing closer is found: "Claton" is 0.5.
CLOSE_ENOUGH = 0.45
MOST_GUESSES = 100

KNOWN = """
    SELECT pattern FROM unnest(%s::text[]) AS pattern
    WHERE EXISTS (SELECT FROM organisations_organisation WHERE name ~* pattern)
        OR EXISTS (SELECT FROM organisations_schooldetails WHERE town ~* pattern)
"""


class Among(Func):
    """`pk = ANY(ids)`: one parameter for thousands of ids, where `IN` takes one each."""

    template, arg_joiner, output_field = "%(expressions)s)", " = ANY(", BooleanField()


def tidied(q: str) -> str:
    return " ".join(q.replace("\x00", "").split())


def matching(q: str) -> Q:
    """The condition for `q`. For words it takes up to three queries and is then a list of ids, quick to use again.

    A word that some name or town has, or begins with, is taken as it is; another one stands for those like it.
    """
    if not q:
        return Q()
    if URN.fullmatch(q):
        return Q(school__urn=int(q))
    if POSTCODE_START.fullmatch(q):
        return Q(school__in=_with_postcode(q))
    ids = _ids_with(_words(q)) or _guesses(_words(q))
    return Q(Among("pk", Value(ids, output_field=ArrayField(BigIntegerField()))))


def ranked(schools: QuerySet[Organisation], q: str) -> QuerySet[Organisation]:
    """The best match first."""
    if not q or URN.fullmatch(q):
        return schools.order_by("name", "pk")
    if POSTCODE_START.fullmatch(q):
        return schools.order_by(_outward_first(q), "school__postcode", "name", "pk")
    closeness = TrigramWordSimilarity(q, Concat("name", Value(" "), "school__town"))
    schools = schools.annotate(closeness=closeness, in_name=TrigramWordSimilarity(q, "name"))
    return schools.order_by(_phrase_first(q), "-closeness", "-in_name", "name", "pk")


def _words(q: str) -> list[str]:
    words = q.split()[:MOST_WORDS]
    return [word for word in words if word.lower() not in SAYS_LITTLE] or words


def _ids_with(words: Sequence[str]) -> list[int]:
    """Ids of the schools that have every word in their name or town."""
    known = _known(words)
    every = reduce(and_, (_has(word, exactly=word in known) for word in words))
    return list(Organisation.objects.schools().filter(every).order_by().values_list("pk", flat=True))


def _known(words: Sequence[str]) -> set[str]:
    patterns = {_pattern(word): word for word in words}
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [list(patterns)])
        return {patterns[pattern] for (pattern,) in cursor.fetchall()}


def _has(word: str, *, exactly: bool) -> Q:
    """Separate subqueries let Postgres use the trigram index of each table."""
    lookup, value = ("iregex", _pattern(word)) if exactly else ("trigram_strict_word_similar", word)
    names = Organisation.objects.filter(**{f"name__{lookup}": value})
    towns = SchoolDetails.objects.filter(**{f"town__{lookup}": value})
    return Q(pk__in=names.values("pk")) | Q(school__in=towns.values("pk"))


def _pattern(word: str) -> str:
    return rf"\m{re.escape(word)}" if word[0].isalnum() else re.escape(word)


def _guesses(words: Sequence[str]) -> list[int]:
    """Ids of the schools that come closest where no word fits as it is typed: a look at every school."""
    schools = Organisation.objects.schools().order_by()
    for number, word in enumerate(words):
        schools = schools.alias(**{f"word_{number}": _word_closeness(word)})
        schools = schools.filter(**{f"word_{number}__gte": CLOSE_ENOUGH})
    closest = schools.annotate(closeness=reduce(add, map(_word_closeness, words))).order_by("-closeness", "pk")
    return list(closest.values_list("pk", flat=True)[:MOST_GUESSES])


def _word_closeness(word: str) -> Combinable:
    return Greatest(TrigramWordSimilarity(word, "name"), TrigramWordSimilarity(word, "school__town"))


def _with_postcode(q: str) -> QuerySet[SchoolDetails]:
    """`CM1 2` means that postcode district; `CM12` may also be CM1 2."""
    if " " in q:
        return SchoolDetails.objects.filter(postcode__startswith=q.upper())
    packed = Replace("postcode", Value(" "), Value(""))
    return SchoolDetails.objects.alias(packed=packed).filter(packed__startswith=q.upper())


def _outward_first(q: str) -> Case:
    exact = When(school__postcode__startswith=f"{q.upper()} ", then=0)
    return Case(exact, default=1, output_field=IntegerField())


def _phrase_first(q: str) -> Case:
    return Case(
        When(name__istartswith=q, then=0),
        When(Q(name__icontains=q) | Q(school__town__iexact=q), then=1),
        default=2,
        output_field=IntegerField(),
    )
