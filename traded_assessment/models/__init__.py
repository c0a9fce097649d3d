from traded_assessment.models.catalogue import Course, Package, TrainingSession
from traded_assessment.models.invoices import Invoice, InvoiceLine, InvoiceSeries, Payment, SupplierDetails
from traded_assessment.models.orders import Attendee, Booking, CoveredPlace, Order, OrderLine, Subscription
from traded_assessment.models.planning import SessionCopy
from traded_assessment.models.prices import EventPrice, PackagePrice, PriceList, PriceRequest, VatRule

__all__ = [
    "Attendee",
    "Booking",
    "Course",
    "CoveredPlace",
    "EventPrice",
    "Invoice",
    "InvoiceLine",
    "InvoiceSeries",
    "Order",
    "OrderLine",
    "Package",
    "PackagePrice",
    "Payment",
    "PriceList",
    "PriceRequest",
    "SessionCopy",
    "Subscription",
    "SupplierDetails",
    "TrainingSession",
    "VatRule",
]
