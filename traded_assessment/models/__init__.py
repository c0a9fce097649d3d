from traded_assessment.models.attendees import Attendee
from traded_assessment.models.catalogue import Course, Package, TrainingSession
from traded_assessment.models.delivery import DeliverySettings
from traded_assessment.models.invoices import Invoice, InvoiceLine, InvoiceSeries, Payment, SupplierDetails
from traded_assessment.models.messages import OfficeMessage, OfficeMessageRecipient
from traded_assessment.models.orders import Booking, CoveredPlace, Order, OrderLine, Subscription
from traded_assessment.models.planning import SessionCopy
from traded_assessment.models.prices import EventPrice, PackagePrice, PriceList, PriceRequest, VatRule

__all__ = [
    "Attendee",
    "Booking",
    "Course",
    "CoveredPlace",
    "DeliverySettings",
    "EventPrice",
    "Invoice",
    "InvoiceLine",
    "InvoiceSeries",
    "OfficeMessage",
    "OfficeMessageRecipient",
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
