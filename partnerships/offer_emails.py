"""What schools are told by e-mail about their applications for funded places."""

from django.urls import reverse

from essex_portal.mail.services import queue_message
from partnerships.models import FundedApplication
from partnerships.queries.offers import headteachers_of
from partnerships.states import ApplicationState

SUBJECTS = {
    ApplicationState.HANDED_IN: "We have your application",
    ApplicationState.AWARDED: "Funded places for your school",
    ApplicationState.WAITING: "Your school is on the waiting list",
    ApplicationState.TURNED_DOWN: "Your application was not successful",
    ApplicationState.LAPSED: "Your funded places have gone to the next school",
    ApplicationState.ACCEPTED: "Your funded places are confirmed",
}
"""What the school itself took back needs no mail."""


def email_decision(application: FundedApplication, *, event_id: int) -> None:
    """Tell the headteachers and who applied what has become of it. `event_id` makes it one mail for each change."""
    state = ApplicationState(application.state)
    if state not in SUBJECTS:
        return
    people = (application.applied_by, *headteachers_of(application.school))
    for person in {person.pk: person for person in people}.values():
        queue_message(
            to=person.email,
            subject=f"{SUBJECTS[state]}: {application.offer.title}"[:200],
            template="partnerships/email/application.txt",
            context={
                "application": application,
                "offer": application.offer,
                "address": reverse("partnerships:application", args=[application.pk]),
            },
            key=f"application:{application.pk}:{event_id}:{person.pk}",
        )
