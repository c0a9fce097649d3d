"""Which session was copied from which: a year that is copied twice has nothing double."""

from django.db import models

from traded_assessment.models.catalogue import TrainingSession


class SessionCopy(models.Model):
    """A session was copied to an academic year. The copy stays one, also when it is moved to another day."""

    source = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="copies")
    copy = models.OneToOneField(TrainingSession, on_delete=models.PROTECT, related_name="copied_from")
    academic_year = models.CharField(max_length=7, help_text="the year that it was copied to")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "academic_year"], name="one_copy_a_session_and_year"),
            models.CheckConstraint(
                condition=~models.Q(source=models.F("copy")), name="no_session_is_copied_from_itself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} in {self.academic_year}"
