"""How and by whom a school's orders are paid for. A school without a row pays each order by its own invoice."""

from django.db import models
from django.db.models import F, Q

from essex_portal.organisations.models import Organisation
from traded_assessment.states import Billing, Settlement


class BillingTerms(models.Model):
    """Kept by finance; who changed what is in the audit trail. Source: domain.md B7, B14, B22."""

    school = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="billing_terms")
    billing = models.CharField(max_length=12, choices=Billing, default=Billing.BY_ORDER)
    payer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pays_for",
        help_text="who is billed, such as the school's trust; empty: the school itself",
    )
    payer_address = models.TextField(blank=True, help_text="of a payer that the register gives no address")
    together = models.BooleanField(default=False, help_text="on one invoice with the payer's other schools")
    settlement = models.CharField(max_length=10, choices=Settlement, default=Settlement.INVOICE)
    cost_centre = models.CharField(max_length=20, blank=True)
    purchase_order_needed = models.BooleanField(default=False)
    contact_office = models.CharField(max_length=120, blank=True, help_text="who deals with invoices, an office")
    contact_email = models.EmailField(blank=True)
    buyer_reference = models.CharField(max_length=60, blank=True)
    endpoint_scheme = models.CharField(max_length=4, blank=True, help_text="of the e-invoice address, such as 0088")
    endpoint_id = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name_plural = "billing terms"
        constraints = (
            models.CheckConstraint(
                condition=Q(settlement=Settlement.INVOICE) | ~Q(cost_centre=""), name="a_journal_needs_a_cost_centre"
            ),
            models.CheckConstraint(
                condition=Q(settlement=Settlement.INVOICE) | Q(payer__isnull=True), name="a_journal_has_no_other_payer"
            ),
            models.CheckConstraint(
                condition=Q(together=False) | (Q(payer__isnull=False) & ~Q(billing=Billing.BY_ORDER)),
                name="together_needs_a_payer_and_a_period",
            ),
            models.CheckConstraint(condition=~Q(payer=F("school")), name="a_payer_is_somebody_else"),
            models.CheckConstraint(
                condition=Q(endpoint_scheme="", endpoint_id="") | (~Q(endpoint_scheme="") & ~Q(endpoint_id="")),
                name="an_e_invoice_address_has_both_parts",
            ),
        )

    def __str__(self) -> str:
        return f"Billing terms of {self.school}"
