from traded_assessment.models.approvals import ApprovalRequest, ApprovalRules
from traded_assessment.models.attendees import Attendee
from traded_assessment.models.bank_files import BankFile, BankFormat, BankRow, RowPayment
from traded_assessment.models.billing import BillingTerms
from traded_assessment.models.calendar_feeds import CalendarFeed
from traded_assessment.models.cancellations import Cancellation, CancellationPolicy, GivenUpLine, SessionCallOff
from traded_assessment.models.catalogue import Course, Package, TrainingSession
from traded_assessment.models.certificates import Certificate
from traded_assessment.models.credits import CreditNote, CreditNoteLine, LineCredit
from traded_assessment.models.delivery import DeliverySettings
from traded_assessment.models.disputes import Dispute
from traded_assessment.models.duties import Duty, DutyWindow
from traded_assessment.models.evaluations import Evaluation, EvaluationAnswer, EvaluationForm, EvaluationQuestion
from traded_assessment.models.exports import ExportBatch, ExportMapping, ExportMappingVersion
from traded_assessment.models.holds import PlaceHold
from traded_assessment.models.invoice_runs import (
    InvoiceRun,
    LatePurchaseOrder,
    NothingToBill,
    Rehearsal,
    RehearsedBill,
    RehearsedLine,
)
from traded_assessment.models.invoices import Invoice, InvoiceLine, Payment, SupplierDetails
from traded_assessment.models.journals import JournalBatch, JournalCodes, JournalPosting
from traded_assessment.models.messages import OfficeMessage, OfficeMessageRecipient
from traded_assessment.models.naming import NamingLink
from traded_assessment.models.orders import Booking, CoveredPlace, Order, OrderLine, Subscription
from traded_assessment.models.payment_reminders import PaymentReminder, ReminderPause, ReminderStep
from traded_assessment.models.planning import SessionCopy
from traded_assessment.models.prices import EventPrice, PackagePrice, PriceList, PriceRequest, VatRule
from traded_assessment.models.series import InvoiceSeries
from traded_assessment.models.waiting import SessionWaitingOrder, WaitingEntry, WaitingListRules
from traded_assessment.models.write_offs import WriteOff, WriteOffReversal

__all__ = [
    "ApprovalRequest",
    "ApprovalRules",
    "Attendee",
    "BankFile",
    "BankFormat",
    "BankRow",
    "BillingTerms",
    "Booking",
    "CalendarFeed",
    "Cancellation",
    "CancellationPolicy",
    "Certificate",
    "Course",
    "CoveredPlace",
    "CreditNote",
    "CreditNoteLine",
    "DeliverySettings",
    "Dispute",
    "Duty",
    "DutyWindow",
    "Evaluation",
    "EvaluationAnswer",
    "EvaluationForm",
    "EvaluationQuestion",
    "EventPrice",
    "ExportBatch",
    "ExportMapping",
    "ExportMappingVersion",
    "GivenUpLine",
    "Invoice",
    "InvoiceLine",
    "InvoiceRun",
    "InvoiceSeries",
    "JournalBatch",
    "JournalCodes",
    "JournalPosting",
    "LatePurchaseOrder",
    "LineCredit",
    "NamingLink",
    "NothingToBill",
    "OfficeMessage",
    "OfficeMessageRecipient",
    "Order",
    "OrderLine",
    "Package",
    "PackagePrice",
    "Payment",
    "PaymentReminder",
    "PlaceHold",
    "PriceList",
    "PriceRequest",
    "Rehearsal",
    "RehearsedBill",
    "RehearsedLine",
    "ReminderPause",
    "ReminderStep",
    "RowPayment",
    "SessionCallOff",
    "SessionCopy",
    "SessionWaitingOrder",
    "Subscription",
    "SupplierDetails",
    "TrainingSession",
    "VatRule",
    "WaitingEntry",
    "WaitingListRules",
    "WriteOff",
    "WriteOffReversal",
]
