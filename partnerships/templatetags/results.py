"""Figures and readings of results in words: `{% reading row %}`, `{{ figure|mean }}` and so on."""

from django import template

from partnerships import result_words
from partnerships.results import Change, Figure, Reading

register = template.Library()

register.filter("mean", result_words.mean_words)
register.filter("ends", result_words.ends_words)
register.filter("dont_know", result_words.dont_know_words)


@register.filter
def change(value: Change | None) -> str:
    return result_words.change_words(value)


@register.filter
def moved(value: Change) -> str:
    """A change in a crowded cell: `+0.30`."""
    return result_words.signed(value.difference) if value.difference is not None else ""


@register.inclusion_tag("ui/tag.html")
def reading(value: Reading) -> dict[str, str]:
    """The reading's word as a tag."""
    word, tone, _ = result_words.READINGS[value]
    return {"text": word, "tone": tone}


@register.filter
def advice(value: Reading) -> str:
    """What kind of conversation the reading asks for."""
    return result_words.READINGS[value][2]


@register.filter
def word(value: Reading) -> str:
    return result_words.READINGS[value][0]


@register.filter
def short(value: Reading) -> str:
    return result_words.SHORT[value]


@register.filter
def of(values: dict[object, object], key: object) -> object:
    """`{{ agreed|of:statement.pk }}`: the value of the key, or nothing."""
    return values.get(key)


@register.filter
def deviation(figure: Figure) -> str:
    return str(figure.levels.deviation) if figure.levels else ""
