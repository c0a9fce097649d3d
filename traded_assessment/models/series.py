"""Numbers without gaps: a locked counter a series, and triggers that let no gap commit. Source: domain.md B9."""

import pgtrigger
from django.db import models

series_counts_by_one = pgtrigger.Trigger(
    name="series_counts_by_one",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF (TG_OP = 'INSERT' AND NEW.last_number <= 1)
            OR (TG_OP = 'UPDATE' AND NEW.last_number = OLD.last_number + 1
                AND (NEW.prefix, NEW.financial_year) = (OLD.prefix, OLD.financial_year)) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a series counts up by one and stays' USING ERRCODE = 'check_violation';
    """,
)

series_numbers_are_used = pgtrigger.Trigger(
    name="series_numbers_are_used",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    timing=pgtrigger.Deferred,
    func="""
        IF NEW.last_number > 0 AND NOT EXISTS (
            SELECT 1 FROM traded_assessment_invoice WHERE series_id = NEW.id AND sequence = NEW.last_number)
            AND NOT EXISTS (
            SELECT 1 FROM traded_assessment_creditnote WHERE series_id = NEW.id AND sequence = NEW.last_number) THEN
            RAISE EXCEPTION 'number % of series % belongs to no document', NEW.last_number, NEW.id
                  USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)
"""With the counter above and one document a number, a series has no gap that the database would let commit."""

takes_the_next_number = pgtrigger.Trigger(
    name="takes_the_next_number",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF NOT EXISTS (
            SELECT 1 FROM traded_assessment_invoiceseries
             WHERE id = NEW.series_id AND last_number = NEW.sequence
               AND financial_year = extract(year FROM NEW.issued_on - interval '3 months')
               AND NEW.number = prefix || '-' || financial_year || '-'
                                || lpad(NEW.sequence::text, greatest(6, length(NEW.sequence::text)), '0')) THEN
            RAISE EXCEPTION 'document % does not take the next number of its series', NEW.number
                  USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class InvoiceSeries(models.Model):
    """The locked counter of one prefix and financial year. Source: domain.md B9."""

    prefix = models.CharField(max_length=5)
    financial_year = models.PositiveSmallIntegerField(help_text="the year in which it began")
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["prefix", "financial_year"], name="one_series_a_prefix_and_year"),
        )
        triggers = (series_counts_by_one, series_numbers_are_used)

    def __str__(self) -> str:
        return f"{self.prefix}-{self.financial_year}"
