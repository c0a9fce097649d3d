from django.db import models

from essex_portal.jobs.models import Job


class Document(Job):
    """A file that a worker makes from rows: what for, how far it is, and where its bytes lie by sha256."""

    task_name = "documents.make"

    kind = models.CharField(max_length=40, help_text="which maker, for example invoice_pdf")
    key = models.CharField(max_length=200, unique=True, help_text="the same key is the same document")
    parameters = models.JSONField(default=dict, help_text="ids and filters for the maker, no personal data")
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    storage_key = models.CharField(max_length=200, blank=True)

    class Meta(Job.Meta):
        constraints = (
            *Job.Meta.constraints,
            models.CheckConstraint(
                name="documents_document_ready_has_bytes",
                condition=~models.Q(state="ready") | (~models.Q(sha256="") & ~models.Q(storage_key="")),
            ),
        )

    def __str__(self) -> str:
        return self.filename
