"""The areas of the portal, one for each room at the top. A new app adds its own."""

from tests.journeys.areas import ground, partnerships, send, taskforce, tracker, training

AREAS = (training.AREA, partnerships.AREA, tracker.AREA, send.AREA, taskforce.AREA, ground.AREA)
