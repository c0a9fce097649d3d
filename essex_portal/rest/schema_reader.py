"""Reads JSON Schemas of the API's description: their fields in words, and a value that fits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]

WORDS_OF_TYPE = {"integer": "whole number", "boolean": "true or false", "array": "list", "object": "object"}
WORDS_OF_FORMAT = {"date": "date", "date-time": "date and time", "email": "e-mail address", "money": "pounds, as text"}


@dataclass(frozen=True)
class Field:
    """A parameter, or a part of what is sent or answered: `lines[].attendees[].name`."""

    name: str
    type: str
    required: bool
    description: str


class SchemaReader:
    """Follows references into the description's components."""

    def __init__(self, components: dict[str, Schema]) -> None:
        self.components = components

    def example(self, schema: Schema) -> Any:
        """A value that fits: the schema's own example where it has one, one made of its parts otherwise."""
        schema = self.resolved(schema)
        if "examples" in schema:
            return schema["examples"][0]
        if "properties" in schema:
            return {name: self.example(part) for name, part in schema["properties"].items()}
        if schema.get("type") == "array":
            return [self.example(schema["items"])]
        return schema.get("default")

    def fields(self, schema: Schema, prefix: str = "") -> Iterator[Field]:
        """The parts of an object, each followed by its own parts."""
        schema = self.resolved(schema)
        for name, part in schema.get("properties", {}).items():
            inner = self.resolved(part)
            yield self.field(prefix + name, part, required=name in schema.get("required", []))
            if "items" in inner:
                yield from self.fields(inner["items"], f"{prefix}{name}[].")
            else:
                yield from self.fields(inner, f"{prefix}{name}.")

    def field(self, name: str, schema: Schema, *, required: bool) -> Field:
        """One part with its type in words."""
        inner = self.resolved(schema)
        may_be_null = any(part.get("type") == "null" for part in schema.get("anyOf", []))
        words = f"{_type_words(inner)}, or null" if may_be_null else _type_words(inner)
        return Field(name, words, required, inner.get("description", ""))

    def resolved(self, schema: Schema) -> Schema:
        """The schema behind a reference, and the one that is not null where null is allowed too."""
        own = {key: value for key, value in schema.items() if key not in {"anyOf", "$ref"}}
        if "anyOf" in schema:
            return self.resolved(next(part for part in schema["anyOf"] if part.get("type") != "null")) | own
        if "$ref" in schema:
            return self.components[schema["$ref"].rsplit("/", 1)[1]] | own
        return schema


def _type_words(schema: Schema) -> str:
    if "enum" in schema:
        return " or ".join(str(value) for value in schema["enum"] if value)
    return WORDS_OF_FORMAT.get(schema.get("format", "")) or WORDS_OF_TYPE.get(schema.get("type", ""), "text")
