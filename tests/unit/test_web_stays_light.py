"""A web process answers pages; what only workers need is never loaded there. Source: design.md section 8."""

import subprocess
import sys

HEAVY = ("weasyprint", "lxml", "saxonche", "facturx")
LOADED = f"""
import sys, django
django.setup()
from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver
WSGIHandler(), get_resolver().url_patterns
print(*(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_the_urls_load_nothing_that_only_workers_need():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
