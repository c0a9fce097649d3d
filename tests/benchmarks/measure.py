"""Runs one benchmark in the surroundings that `python3 -m tests.benchmarks` has made for it."""

import importlib
import sys

import django

django.setup()
importlib.import_module(f"tests.benchmarks.{sys.argv[1]}").main()
