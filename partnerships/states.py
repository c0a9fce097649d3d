"""Choices of the directory. Keys are stored."""

from django.db import models


class MemberSource(models.TextChoices):
    """Who said that a school belongs to a partnership."""

    OFFICER = "officer", "Kept by an officer"
    UPLOAD = "upload", "Uploaded list"
    SCHOOL = "school", "Proposed by the school"
    REGISTER = "register", "School register"
