"""How schools are billed."""

from django.db.models import QuerySet

from essex_portal.audit.models import AuditEvent
from essex_portal.organisations.models import Organisation
from traded_assessment.models import BillingTerms


def terms_of(school: Organisation) -> BillingTerms:
    """The school's billing terms with its payer; those of a school that has none of its own are not saved."""
    found = BillingTerms.objects.select_related("payer__school").filter(school=school).first()
    return found or BillingTerms(school=school)


def terms_list() -> QuerySet[BillingTerms]:
    """All schools that have terms of their own, by name, with school and payer."""
    return BillingTerms.objects.select_related("school__school", "payer").order_by("school__name", "pk")


def history_of_terms(terms: BillingTerms) -> QuerySet[AuditEvent]:
    """Who changed them and when, the newest first."""
    return AuditEvent.objects.filter(target_type=terms._meta.label_lower, target_id=str(terms.pk or ""))
