from django.db import models


class JobState(models.TextChoices):
    PENDING = "pending", "Waiting to start"
    RUNNING = "running", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"


UNFINISHED = (JobState.PENDING, JobState.RUNNING)
