"""Starts, tests and manages the portal on one machine.

The standard library only: it runs before anything is installed.
"""
