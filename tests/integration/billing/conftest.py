"""Whoever sets terms and runs invoices in these tests, on 24 November 2021."""

from tests.integration.invoices.conftest import a_fortnight_later, as_finance, finance

__all__ = ["a_fortnight_later", "as_finance", "finance"]
