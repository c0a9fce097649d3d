"""What the storm's own processes do, on the servers that the environment names.

`python -m tests.storms.act prepare` makes the county; `storm SEED SECONDS` lets some people act at random;
`settle` waits until every job is finished; each says what it did.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import django

django.setup()

from django.db import InterfaceError, OperationalError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from essex_portal.accounts.models import User  # noqa: E402
from essex_portal.accounts.roles import Role  # noqa: E402
from essex_portal.jobs.services import LEFT_BEHIND_AFTER, sweep, unfinished_jobs  # noqa: E402
from tests.storms.county import NOW, County, make_county  # noqa: E402
from tests.storms.deeds import DEEDS, do  # noqa: E402
from traded_assessment.models import TrainingSession  # noqa: E402

PEOPLE, DEEDS_EACH = 4, 25
PATIENCE = 240


def prepare() -> None:
    make_county(schools=12, capacity=60)


def storm(seed: str, seconds: str) -> None:
    pause = float(seconds) / DEEDS_EACH
    with ThreadPoolExecutor(PEOPLE) as threads:
        done = sum(threads.map(lambda number: _act(Random(int(seed) * 100 + number), pause), range(PEOPLE)))  # noqa: S311
    sys.stdout.write(f"{done} deeds done\n")


def _act(random: Random, pause: float) -> int:
    county, done = _county(), 0
    for minute in range(DEEDS_EACH):
        time.sleep(pause)
        try:
            done += do(random.choice(DEEDS), county, random, NOW + timedelta(minutes=minute))
        except (OperationalError, InterfaceError) as error:
            if not _server_went_away(error):
                raise
            sys.stderr.write(f"{type(error).__name__}: the server is away\n")
        finally:
            connection.close()
    return done


def _server_went_away(error: Exception) -> bool:
    """Not a deadlock, which would be a mistake of ours: shut down (57P…), or no answer at all."""
    state = getattr(error.__cause__, "sqlstate", None) or ""
    return not state or state.startswith("57P")


def _county() -> County:
    heads = User.objects.filter(memberships__role=Role.HEADTEACHER).order_by("pk")
    buyers = [(head.memberships.select_related("organisation__school").get().organisation, head) for head in heads]
    office, *finance = (
        User.objects.filter(memberships__role=role).order_by("pk")[place]
        for role, place in ((Role.TRAINING_OFFICE, 0), (Role.FINANCE, 0), (Role.FINANCE, 1))
    )
    sessions = list(TrainingSession.objects.select_related("course").order_by("pk"))
    officer = User.objects.get(memberships__role=Role.QUADRANT_OFFICER)
    return County(buyers, sessions, office, *finance, officer=officer)


def settle() -> None:
    """The sweeper comes at once and again, as if a minute and a half had gone by each time."""
    until, round_number = time.monotonic() + PATIENCE, 0
    while left := unfinished_jobs():
        if time.monotonic() > until:
            sys.exit(f"{left} jobs are not finished after {PATIENCE} seconds")
        round_number += 1
        sweep(now=timezone.now() + round_number * LEFT_BEHIND_AFTER)
        time.sleep(8)


if __name__ == "__main__":
    {"prepare": prepare, "storm": storm, "settle": settle}[sys.argv[1]](*sys.argv[2:])
