"""The next number of a series, without gaps. Source: domain.md B9."""

from dataclasses import dataclass

from django.db import connection

INVOICES, RECHARGES, CREDIT_NOTES = "INV", "RCH", "CRN"


@dataclass(frozen=True)
class Number:
    """The next number of a series; its row stays locked until the transaction ends."""

    series_id: int
    prefix: str
    financial_year: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.financial_year}-{self.sequence:06d}"


def next_number(prefix: str, financial_year: int) -> Number:
    """Count the series up and lock it, in one statement that also begins a new year's series safely.

    Call it last in a transaction: everybody else waits for the number from here to the commit, and a rollback gives
    it back. A transaction that needs several series takes RCH before INV before CRN (invoices, then credit notes).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO traded_assessment_invoiceseries AS series (prefix, financial_year, last_number)
            VALUES (%s, %s, 1)
            ON CONFLICT (prefix, financial_year) DO UPDATE SET last_number = series.last_number + 1
            RETURNING id, last_number
            """,
            [prefix, financial_year],
        )
        series_id, sequence = cursor.fetchone()
    return Number(series_id, prefix, financial_year, sequence)
