"""Makes the database and the static files ready, all in one Django process. bin/run starts it in the venv.

python bin/portal/prepare.py STEP...
"""

import sys
from pathlib import Path

ANNOUNCEMENT = "== "  # begins a line that bin/run shows at once
STEPS: dict[str, tuple[str, dict]] = {
    "collectstatic": ("Collecting static files…", {"interactive": False, "verbosity": 0}),
    "migrate": ("Migrating the database…", {"interactive": False, "verbosity": 0}),
    "load_demo": ("Loading the demo content…", {"with_trade": True}),
}


def prepare(names: list[str]) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    for name in names:
        line, options = STEPS[name]
        print(f"{ANNOUNCEMENT}{line}", flush=True)
        call_command(name, **options)


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    prepare(sys.argv[1:])
