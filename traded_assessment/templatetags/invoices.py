"""`{% load invoices %}`: amounts with pence, and the VAT column."""

from django import template

from traded_assessment import invoice_words

register = template.Library()
register.filter("pence", invoice_words.pence)
register.filter("vat_treatment", invoice_words.vat_treatment)
