from django.db.models import Model, QuerySet

from essex_portal.audit.models import AuditEvent


def history_of(row: Model) -> QuerySet[AuditEvent]:
    """Who changed this row, from what to what and why, the newest first."""
    return AuditEvent.objects.filter(target_type=row._meta.label_lower, target_id=str(row.pk))
