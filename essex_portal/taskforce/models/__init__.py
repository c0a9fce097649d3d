"""The Task Force's meetings and the Year of Reading; its commitments are actions of the tracker."""

from essex_portal.taskforce.models.meetings import ArisenAction, BoardDecision, BoardMeeting, BoardPaper
from essex_portal.taskforce.models.reading import Audience, IdeaBook, ReadingActivity, ReadingYear

__all__ = [
    "ArisenAction",
    "Audience",
    "BoardDecision",
    "BoardMeeting",
    "BoardPaper",
    "IdeaBook",
    "ReadingActivity",
    "ReadingYear",
]
