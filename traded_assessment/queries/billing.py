"""How schools are billed."""

from essex_portal.organisations.models import Organisation
from traded_assessment.models import BillingTerms


def terms_of(school: Organisation) -> BillingTerms:
    """The school's billing terms with its payer; those of a school that has none of its own are not saved."""
    found = BillingTerms.objects.select_related("payer__school").filter(school=school).first()
    return found or BillingTerms(school=school)
