import pgtrigger
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


class StoredFile(models.Model):
    """A file that a person brought: what it is called, and where its bytes lie by sha256. It never changes."""

    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=200)
    stored_at = models.DateTimeField()
    stored_by_id = models.PositiveBigIntegerField(null=True, help_text="the person who brought it")

    class Meta:
        constraints = (models.CheckConstraint(name="a_stored_file_has_bytes", condition=models.Q(size__gt=0)),)
        triggers = (pgtrigger.Protect(name="stored_files_stay", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return self.filename
