"""Training for other systems: sessions, quotes, bookings, invoices (design.md section 7)."""

from ninja import Router

from traded_assessment.api import bookings, invoices, quotes, sessions

router = Router()
router.add_router("", sessions.router)
router.add_router("", quotes.router)
router.add_router("", bookings.router)
router.add_router("", invoices.router)
