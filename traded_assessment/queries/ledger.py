"""Reads about journals and exports to the ledger, for finance's pages."""

from django.db.models import Count, OuterRef, QuerySet, Subquery

from essex_portal.audit.models import AuditEvent
from traded_assessment.models import (
    ExportBatch,
    ExportMapping,
    ExportMappingVersion,
    Invoice,
    JournalBatch,
    JournalPosting,
)
from traded_assessment.states import InvoiceKind


def journal_list() -> QuerySet[JournalBatch]:
    """All journals, the newest first, with how many postings each has."""
    return JournalBatch.objects.select_related("made_by").annotate(count=Count("postings")).order_by("-pk")


def postings_of(batch: JournalBatch) -> QuerySet[JournalPosting]:
    """Its postings as the ledger gets them."""
    return batch.postings.select_related("invoice", "batch").order_by("position")


def recharges_waiting() -> int:
    """How many recharges no journal holds yet."""
    return Invoice.objects.filter(kind=InvoiceKind.RECHARGE, postings=None).count()


def history_of_journals() -> QuerySet[AuditEvent]:
    """The last 30 things that happened to journals and their codes."""
    kinds = ("traded_assessment.journalbatch", "traded_assessment.journalcodes")
    return AuditEvent.objects.filter(target_type__in=kinds)[:30]


def mapping_list() -> QuerySet[ExportMapping]:
    """All mappings, by name, with the number of the version that counts."""
    newest = ExportMappingVersion.objects.filter(mapping=OuterRef("pk")).order_by("-number")
    return ExportMapping.objects.annotate(version=Subquery(newest.values("number")[:1])).order_by("name")


def versions_of(mapping: ExportMapping) -> QuerySet[ExportMappingVersion]:
    """Its versions, the newest first, with who made them."""
    return mapping.versions.select_related("made_by").order_by("-number")


def export_list() -> QuerySet[ExportBatch]:
    """All exports, the newest first."""
    return ExportBatch.objects.select_related("version__mapping", "document", "made_by").order_by("-pk")
