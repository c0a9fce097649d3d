"""Why the tracker does not do something, in words for the person. Nothing was changed when one is raised."""

from datetime import date

from essex_portal.tracker.models import ActionUpdate


class TrackerRefused(Exception):
    """`str()` says why; `field` is the answer at fault (None: it is about no single one)."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class ClosedAction(TrackerRefused):
    def __init__(self, reference: str, stage: str) -> None:
        super().__init__(f"{reference} is {stage.lower()}, so it takes no changes. Reopen it first, with a reason.")


class ClosedProgramme(TrackerRefused):
    def __init__(self, title: str) -> None:
        super().__init__(f"The programme “{title}” is closed. Its actions stay as they are.")


class ForecastBeforeStart(TrackerRefused):
    def __init__(self, starts_on: date) -> None:
        super().__init__(
            f"The action starts on {_day(starts_on)}. Give a forecast on or after that day.", field="forecast_on"
        )


class DueBeforeStart(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("The due date is before the start. Give a due date on or after the start.", field="due_on")


class EvidenceMissing(TrackerRefused):
    def __init__(self, rating: str) -> None:
        super().__init__(
            f"“{rating}” says that the action is complete. It needs evidence that somebody else has accepted: "
            "add the evidence, or choose another rating.",
            field="delivery",
        )


class ContradictsFacts(TrackerRefused):
    """The rating is rosier than the facts: a sentence is wanted. `sentences` are what the facts say."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        self.sentences = sentences
        super().__init__(
            f"The facts say otherwise: {' '.join(sentences)} Say in a sentence why your rating is right all the same.",
            field="contradiction",
        )


class UpdatedMeanwhile(TrackerRefused):
    """Somebody else's update came in between; `latest` is theirs."""

    def __init__(self, latest: ActionUpdate) -> None:
        self.latest = latest
        super().__init__(
            f"{latest.author_words} updated {latest.action.reference} meanwhile: {latest.delivery}, "
            f"“{latest.sentence.rstrip('.')}”. Yours is not saved yet. Read theirs, then save again."
        )


class ChangedMeanwhile(TrackerRefused):
    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Somebody else changed {reference} while you were editing it. Your changes are not saved yet: "
            "look at how it stands now, then save again."
        )


class RatingOfAnotherProgramme(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("Choose one of the ratings that this programme uses.", field="delivery")


class AnotherUnit(TrackerRefused):
    def __init__(self, unit: str, given: str) -> None:
        super().__init__(f"This measure is read in “{unit}”, not in “{given}”. Give the value in {unit}.", field="unit")


class ReadingsHaveTheUnit(TrackerRefused):
    def __init__(self, unit: str) -> None:
        super().__init__(
            f"The measure has readings in “{unit}”. Keep the unit, or end this measure and begin another.", field="unit"
        )


class ReadingInTheFuture(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("A reading cannot be from a day that is still to come.", field="read_on")


class TargetWorseThanBaseline(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("The target is worse than the baseline. Check both, and which way is better.", field="target")


class OwnUpdate(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("You wrote this update, so somebody else has to approve it or send it back.")


class NotWaiting(TrackerRefused):
    def __init__(self, state: str) -> None:
        super().__init__(f"This update does not wait for a decision any more: it is {state.lower()}.")


class OwnEvidence(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("You brought this evidence or lead the action, so somebody else has to accept it.")


class EvidenceDecided(TrackerRefused):
    def __init__(self) -> None:
        super().__init__("This evidence was accepted or withdrawn already.")


class FileRefused(TrackerRefused):
    def __init__(self, words: str) -> None:
        super().__init__(words, field="file")


class ReasonMissing(TrackerRefused):
    def __init__(self, what: str) -> None:
        super().__init__(f"Say why {what}. The reason is kept with the change.", field="reason")


class Circular(TrackerRefused):
    def __init__(self, reference: str) -> None:
        super().__init__(f"{reference} already waits for this action, so neither could ever begin.", field="needs")


class AlreadyThere(TrackerRefused):
    def __init__(self, words: str, field: str) -> None:
        super().__init__(words, field=field)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
