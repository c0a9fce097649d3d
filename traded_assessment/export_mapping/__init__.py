"""Rows of data as the file that another system reads: which columns, in which order, written how. Pure.

A mapping is data that finance edits; `definition` is its shape, `fields` what a column can hold, `rendering` writes.
"""

from traded_assessment.export_mapping.definition import (
    Column,
    ColumnKind,
    Definition,
    FileFormat,
    FileMapping,
    Layout,
    Padding,
    as_data,
    read,
)
from traded_assessment.export_mapping.fields import FIELDS, Field, Per, Subject
from traded_assessment.export_mapping.rendering import CannotWrite, Record, render

__all__ = [
    "FIELDS",
    "CannotWrite",
    "Column",
    "ColumnKind",
    "Definition",
    "Field",
    "FileFormat",
    "FileMapping",
    "Layout",
    "Padding",
    "Per",
    "Record",
    "Subject",
    "as_data",
    "read",
    "render",
]
