"""Schools, trusts, districts, quadrants. What a feature knows about them hangs on in its own app."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Replace

from essex_portal.jobs.models import Job
from essex_portal.organisations.states import OPEN_STATUSES, EstablishmentStatus, OrganisationKind


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def schools(self) -> "OrganisationQuerySet":
        return self.filter(kind=OrganisationKind.SCHOOL).select_related("school")

    def open_schools(self) -> "OrganisationQuerySet":
        return self.schools().filter(school__status__in=OPEN_STATUSES)


class Organisation(models.Model):
    """Anything a person can belong to. No feature's field ever goes on it."""

    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name = models.CharField(max_length=200)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        indexes = (
            GinIndex(fields=["name"], name="organisation_name_trigram", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["kind", "name"], name="organisation_by_kind"),
        )
        constraints = (
            models.CheckConstraint(
                name="organisation_closes_after_it_opens",
                condition=Q(opened_on__isnull=True)
                | Q(closed_on__isnull=True)
                | Q(closed_on__gte=models.F("opened_on")),
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(kind=OrganisationKind.QUADRANT), name="one_quadrant_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class LocalAuthority(models.Model):
    code = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A district council's area. Its quadrant is the council's decision and is edited by administrators."""

    code = models.CharField(max_length=9, primary_key=True, help_text="ONS code, E07000071")
    name = models.CharField(max_length=100)
    quadrant = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="districts")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class EstablishmentType(models.Model):
    code = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=100)
    group_code = models.PositiveSmallIntegerField(null=True)
    group_name = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TrustDetails(models.Model):
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="trust")
    group_uid = models.PositiveIntegerField(unique=True)
    group_id = models.CharField(max_length=20, blank=True)
    companies_house_number = models.CharField(max_length=20, blank=True)
    group_type = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"Trust {self.group_uid}"


class SchoolDetails(models.Model):
    """What the register says of a school now. Empty means that the register does not say."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="school")
    urn = models.PositiveIntegerField(unique=True)
    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT)
    establishment_number = models.PositiveSmallIntegerField(null=True)
    type = models.ForeignKey(EstablishmentType, on_delete=models.PROTECT)
    status = models.PositiveSmallIntegerField(choices=EstablishmentStatus)
    phase_code = models.PositiveSmallIntegerField(null=True)
    phase = models.CharField(max_length=60, blank=True)
    low_age = models.PositiveSmallIntegerField(null=True)
    high_age = models.PositiveSmallIntegerField(null=True)
    gender = models.CharField(max_length=40, blank=True)
    religious_character = models.CharField(max_length=80, blank=True)
    admissions_policy = models.CharField(max_length=60, blank=True)
    sixth_form = models.CharField(max_length=60, blank=True)
    capacity = models.PositiveIntegerField(null=True)
    pupils = models.PositiveIntegerField(null=True)
    free_school_meals_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    ukprn = models.CharField(max_length=8, blank=True)
    street = models.CharField(max_length=120, blank=True)
    locality = models.CharField(max_length=120, blank=True)
    address_3 = models.CharField(max_length=120, blank=True)
    town = models.CharField(max_length=120, blank=True)
    county = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    website = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True)
    ward = models.CharField(max_length=120, blank=True)
    easting = models.PositiveIntegerField(null=True)
    northing = models.PositiveIntegerField(null=True)
    federation = models.CharField(max_length=200, blank=True)
    sponsors = models.CharField(max_length=300, blank=True)
    trust = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="academies")
    trust_joined_on = models.DateField(null=True)
    register_changed_on = models.DateField(null=True, help_text="the register's own LastChangedDate")
    as_of = models.DateField(help_text="the date of the register file that these facts were read from")
    facts_since = models.DateField(
        null=True, help_text="first day on which these facts are known to hold; empty: since before the first file"
    )

    class Meta:
        indexes = (
            models.Index(fields=["local_authority", "status"], name="school_by_authority"),
            models.Index(
                OpClass(Replace("postcode", Value(" "), Value("")), name="varchar_pattern_ops"),
                name="school_by_postcode",
            ),
            GinIndex(fields=["town"], name="school_town_trigram", opclasses=["gin_trgm_ops"]),
        )
        constraints = (
            models.CheckConstraint(name="school_status_is_known", condition=Q(status__in=EstablishmentStatus.values)),
            models.CheckConstraint(
                name="school_free_meals_is_a_percentage",
                condition=Q(free_school_meals_percent__isnull=True)
                | Q(free_school_meals_percent__gte=0, free_school_meals_percent__lte=100),
            ),
        )

    def __str__(self) -> str:
        return f"URN {self.urn}"


class PastSchoolFacts(models.Model):
    """What the register said before, in the names of SchoolDetails' fields, and from when to when."""

    school = models.ForeignKey(SchoolDetails, on_delete=models.CASCADE, related_name="past_facts")
    valid = DateRangeField(help_text="lower bound inclusive (open: since before the first file), upper exclusive")
    facts = models.JSONField()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="past_school_facts_do_not_overlap",
                expressions=[("school", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="past_school_facts_held_a_day", condition=Q(valid__isempty=False)),
        )

    def __str__(self) -> str:
        return f"{self.school} {self.valid}"


class SchoolLink(models.Model):
    """A predecessor or successor: `later` took over from `earlier`. Source: domain.md A7."""

    earlier = models.ForeignKey(SchoolDetails, on_delete=models.CASCADE, related_name="successors")
    later = models.ForeignKey(SchoolDetails, on_delete=models.CASCADE, related_name="predecessors")
    kind = models.CharField(max_length=60, help_text="the register's words: merged, amalgamated, split …")
    established_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["earlier", "later"], name="one_link_between_two_schools"),
            models.CheckConstraint(condition=~Q(earlier=models.F("later")), name="no_school_follows_itself"),
        )

    def __str__(self) -> str:
        return f"{self.earlier} to {self.later}"


class HalfTermDates(models.Model):
    """The county's term dates, edited by administrators. Source: domain.md C1, C2."""

    academic_year = models.CharField(max_length=7, help_text="2021/22")
    number = models.PositiveSmallIntegerField(help_text="1 to 6, the council's numbering")
    name = models.CharField(max_length=20, help_text="Autumn 1")
    first_on = models.DateField()
    last_on = models.DateField()
    provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ("first_on",)
        verbose_name_plural = "half term dates"
        constraints = (
            models.UniqueConstraint(fields=["academic_year", "number"], name="one_half_term_a_number"),
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="half_term_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=6), name="half_terms_are_numbered_1_to_6"),
            ExclusionConstraint(
                name="half_terms_do_not_overlap",
                expressions=[
                    (
                        models.Func("first_on", "last_on", models.Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.academic_year}"


class RegisterImport(Job):
    """One reading of a register file: the file, what it changed, and the rows it could not take."""

    task_name = "organisations.import_register"

    filename = models.CharField(max_length=200)
    file_key = models.CharField(max_length=200, help_text="where the uploaded files lie in storage")
    links_key = models.CharField(max_length=200, blank=True)
    trusts_key = models.CharField(max_length=200, blank=True)
    dry_run = models.BooleanField(default=False)
    as_of = models.DateField(
        null=True, help_text="the day that the register file speaks of; empty: the file or its name says"
    )
    outcome = models.JSONField(default=dict, help_text="what the file changed, as `ImportOutcome`")
    rejected = models.JSONField(default=list, help_text="line, URN, name and reason of each row not taken")

    class Meta(Job.Meta):
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"Register import of {self.filename}"
