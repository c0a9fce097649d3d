"""Exports to other systems: mappings that finance edits, version by version, and the batches made with them."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from essex_portal.documents.models import Document
from traded_assessment.export_mapping import Definition, Subject, read

stays = pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)


class ExportMapping(models.Model):
    """A named way to write an export. Its newest version counts."""

    name = models.CharField(max_length=80, unique=True)
    subject = models.CharField(max_length=20, choices=Subject)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ExportMappingVersion(models.Model):
    """What a mapping was at one time: never changed, so that its batches can be made again."""

    mapping = models.ForeignKey(ExportMapping, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    data = models.JSONField(help_text="an `export_mapping.Definition`")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="empty: shipped with the portal",
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("mapping", "-number")
        constraints = (
            models.UniqueConstraint(fields=["mapping", "number"], name="one_mapping_version_a_number"),
            models.CheckConstraint(condition=Q(number__gt=0), name="mapping_versions_count_from_1"),
        )
        triggers = (stays,)

    def __str__(self) -> str:
        return f"{self.mapping}, version {self.number}"

    @property
    def definition(self) -> Definition:
        return read(self.data)


class ExportBatch(models.Model):
    """What was exported once, by which version. Exported again it is the same file, byte for byte."""

    version = models.ForeignKey(ExportMappingVersion, on_delete=models.PROTECT, related_name="batches")
    first_on = models.DateField()
    last_on = models.DateField()
    ids = ArrayField(models.BigIntegerField(), help_text="of the rows, in the order of the file")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = "export batches"
        constraints = (
            models.CheckConstraint(condition=Q(ids__len__gt=0), name="an_export_holds_something"),
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="an_export_ends_after_it_begins"),
        )
        triggers = (stays,)

    def __str__(self) -> str:
        return f"Export {self.pk}"
