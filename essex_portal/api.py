"""The API as others see it (design.md section 7): each app's calls under one address."""

from essex_portal.organisations.api import router as schools
from essex_portal.organisations.api import tell_partnerships
from essex_portal.rest.openapi import PortalAPI
from essex_portal.tracker.api import router as tracker
from partnerships.api import partnerships_of
from partnerships.api import router as partnerships
from traded_assessment.api import router as training

DESCRIPTION = """\
The school register, partnerships of schools, training, bookings, invoices and the tracker of the Essex Education
Portal, for other systems.
"""

api = PortalAPI(title="Essex Education Portal", version="1.0", description=DESCRIPTION)
api.add_router("", schools)
api.add_router("", partnerships)
api.add_router("", training)
api.add_router("", tracker)

tell_partnerships(partnerships_of)
