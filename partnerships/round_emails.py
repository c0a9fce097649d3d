"""What schools and leads are told by e-mail about rounds."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from essex_portal.accounts.models import Membership
from essex_portal.accounts.roles import PERMISSIONS, Permission, Role
from essex_portal.mail.services import Draft, queue_new_messages
from essex_portal.organisations.models import Organisation
from partnerships.models import Round, RoundReminderStep, RoundSchool

ANSWER_ROLES = [role for role, given in PERMISSIONS.items() if Permission.ANSWER_EVALUATION in given]
HAND_IN_ROLES = [role for role, given in PERMISSIONS.items() if Permission.HAND_IN_EVALUATION in given]


def email_invitations(review: Round) -> None:
    """Ask everybody at the schools who may answer."""
    subject = f"Say how well {review.partnership} works together"
    _write_to(review, _people_of(review.schools.all(), ANSWER_ROLES), "invitation", subject, f"open:{review.opens_on}")


def email_reopened(review: Round) -> None:
    """Tell those at schools that have not handed in why there is more time."""
    subject = f"{review.name} is open again: {review.partnership}"
    people = _people_of(review.schools.filter(handed_in_at=None), ANSWER_ROLES)
    _write_to(review, people, "reopened", subject, f"reopened:{review.reopened_at}")


def email_published(review: Round) -> None:
    """Tell everybody at the schools that was asked where the results are."""
    subject = f"The results of {review.name} are there: {review.partnership}"
    people = _people_of(review.schools.all(), ANSWER_ROLES)
    _write_to(review, people, "published", subject, f"published:{review.published_at}")


def email_closed(review: Round, *, schools: int, handed_in: int) -> None:
    """Tell the leads that there is something to look at and to publish."""
    drafts = [
        Draft(
            to=person.user.email,
            subject=f"{review.name} is closed: {handed_in} of {schools} schools handed in",
            template="partnerships/email/round_closed.txt",
            context={"review": review, "schools": schools, "handed_in": handed_in, "address": _led(review)},
            key=f"round:{review.pk}:closed:{review.closed_at}:{person.user_id}",
        )
        for person in _people_in([review.partnership], [Role.PARTNERSHIP_LEAD])
    ]
    queue_new_messages(drafts)


def reminders(review: Round, step: RoundReminderStep, schools: Iterable[RoundSchool]) -> list[Draft]:
    """One for everybody at these schools. The key holds the last day: a round that was extended reminds again."""
    subject = f"Please answer {review.name}: {review.partnership}"
    key = f"reminder:{review.closes_on}:{step.school_days}"
    return list(_drafts(review, _people_of(schools, ANSWER_ROLES), "reminder", subject, key, {"step": step}))


def _write_to(review: Round, people: list[tuple[RoundSchool, Membership]], what: str, subject: str, key: str) -> None:
    queue_new_messages(list(_drafts(review, people, what, subject, key, {})))


def _drafts(
    review: Round,
    people: list[tuple[RoundSchool, Membership]],
    what: str,
    subject: str,
    key: str,
    more: dict[str, Any],
) -> Iterable[Draft]:
    for asked, person in people:
        yield Draft(
            to=person.user.email,
            subject=subject,
            template=f"partnerships/email/round_{what}.txt",
            context={
                "review": review,
                "school": asked.school,
                "hands_in": person.role in HAND_IN_ROLES,
                "address": reverse("partnerships:school_round", args=[asked.pk]),
                **more,
            },
            key=f"round:{review.pk}:{key}:{asked.pk}:{person.user_id}",
        )


def _people_of(schools: Any, roles: list[Role]) -> list[tuple[RoundSchool, Membership]]:
    """Who has one of the roles in these schools, each person once a school. Two queries."""
    asked = {one.school_id: one for one in schools.select_related("school")}
    people = _people_in(asked, roles)
    once = {(person.organisation_id, person.user_id): person for person in people}
    return [(asked[school_id], person) for (school_id, _), person in once.items()]


def _people_in(organisations: Iterable[Organisation | int], roles: list[Role]) -> Any:
    """By role, so that the headteacher's membership is the last and stands where a person has several."""
    memberships = Membership.objects.filter(
        organisation__in=list(organisations), role__in=roles, ended_at__isnull=True, user__is_active=True
    )
    return sorted(memberships.select_related("user"), key=lambda one: (one.role in HAND_IN_ROLES, one.pk))


def _led(review: Round) -> str:
    return reverse("partnerships:round", args=[review.pk])
