"""From what a person types to the schools that are meant: a URN, a postcode or its start, or words."""

import re
from functools import reduce
from operator import add, and_

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Replace

from essex_portal.organisations.models import Organisation, SchoolDetails

URN = re.compile(r"\d{5,7}", re.ASCII)
POSTCODE_START = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?( ?\d?[A-Z]{0,2})?", re.IGNORECASE | re.ASCII)
MOST_WORDS = 8
# Word similarity of a misspelling that is still worth showing where nothing closer is found: "Claton" is 0.5.
CLOSE_ENOUGH = 0.45
MOST_GUESSES = 100


def tidied(q: str) -> str:
    return " ".join(q.replace("\x00", "").split())


def matching(q: str) -> Q:
    """The condition for `q`. At most two queries, to see whether guessing is needed."""
    if not q:
        return Q()
    if URN.fullmatch(q):
        return Q(school__urn=int(q))
    if POSTCODE_START.fullmatch(q):
        return Q(school__in=_with_postcode(q))
    close = reduce(and_, map(_with_word, _words(q)))
    if Organisation.objects.schools().filter(close).exists():
        return close
    return Q(pk__in=_guesses(q))


def ranked(schools: QuerySet[Organisation], q: str) -> QuerySet[Organisation]:
    """The best match first."""
    if not q or URN.fullmatch(q):
        return schools.order_by("name", "pk")
    if POSTCODE_START.fullmatch(q):
        return schools.order_by(_outward_first(q), "school__postcode", "name", "pk")
    schools = schools.annotate(closeness=_closeness(q), in_name=TrigramWordSimilarity(q, "name"))
    return schools.order_by(_phrase_first(q), "-closeness", "-in_name", "name", "pk")


def _words(q: str) -> list[str]:
    return q.split()[:MOST_WORDS]


def _with_word(word: str) -> Q:
    """A word of name or town begins so, or is nearly the same. Separate subqueries use each table's index."""
    starts = rf"\m{re.escape(word)}"
    names = Organisation.objects.filter(Q(name__iregex=starts) | Q(name__trigram_strict_word_similar=word))
    towns = SchoolDetails.objects.filter(Q(town__iregex=starts) | Q(town__trigram_strict_word_similar=word))
    return Q(pk__in=names.values("pk")) | Q(school__in=towns.values("pk"))


def _with_postcode(q: str) -> QuerySet[SchoolDetails]:
    """`CM1 2` means that postcode district; `CM12` may also be CM1 2."""
    if " " in q:
        return SchoolDetails.objects.filter(postcode__startswith=q.upper())
    packed = Replace("postcode", Value(" "), Value(""))
    return SchoolDetails.objects.alias(packed=packed).filter(packed__startswith=q.upper())


def _guesses(q: str) -> list[int]:
    """Ids of the schools that come closest where no word fits as it is typed: a look at every school."""
    schools = Organisation.objects.schools().order_by()
    for number, word in enumerate(_words(q)):
        schools = schools.alias(**{f"word_{number}": _word_closeness(word)})
        schools = schools.filter(**{f"word_{number}__gte": CLOSE_ENOUGH})
    closest = schools.annotate(closeness=_closeness(q)).order_by("-closeness", "pk")
    return list(closest.values_list("pk", flat=True)[:MOST_GUESSES])


def _closeness(q: str) -> Combinable:
    """The words' closeness together."""
    return reduce(add, map(_word_closeness, _words(q)))


def _word_closeness(word: str) -> Combinable:
    return Greatest(TrigramWordSimilarity(word, "name"), TrigramWordSimilarity(word, F("school__town")))


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
