"""Bringing what the register says into the database: set-based, inside the transaction of the service."""
