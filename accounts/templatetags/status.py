"""A pace status (rule 17) as shape and word; colour only helps."""

from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

register = Library()

# Outlines in a box of 10 × 10: triangle up, disc, diamond, triangle down; a dash for none.
OUTLINES = {
    "ahead": "M5 .8 9.7 9.2H.3z",
    "on-track": "M5 .6a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8z",
    "at-risk": "M5 .1 9.9 5 5 9.9.1 5z",
    "behind": "M5 9.2.3.8h9.4z",
    "missed": "M5 9.2.3.8h9.4z",
    "none": "M1.5 4.2h7v1.6h-7z",
}

WORDS = {
    "ahead": gettext_noop("Ahead"),
    "on-track": gettext_noop("On track"),
    "at-risk": gettext_noop("At risk"),
    "behind": gettext_noop("Behind"),
    "missed": gettext_noop("Missed"),
    "none": gettext_noop("No status"),
}


@register.simple_tag
def status_badge(status: Any, plain: bool = False) -> SafeString:
    """Shape and word in a pill; `plain` leaves the pill away."""
    return format_html(
        '<span class="status {}{}">{}{}</span>',
        status_class(status),
        " status-plain" if plain else "",
        _shape(status),
        status_word(status),
    )


@register.simple_tag
def status_shape(status: Any) -> SafeString:
    """The shape alone, for tight cells; its word is for readers and the pointer."""
    word = status_word(status)
    return format_html(
        '<span class="status-shape {}" title="{}">{}<span class="visually-hidden">{}</span></span>',
        status_class(status),
        word,
        _shape(status),
        word,
    )


@register.filter
def status_word(status: Any) -> str:
    return gettext(WORDS[_slug(status)])


@register.filter
def status_class(status: Any) -> str:
    """The class that gives an element and its bars the colours of a status."""
    return f"is-{_slug(status)}"


def _shape(status: Any) -> SafeString:
    return format_html(
        '<svg class="shape" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">'
        '<path d="{}"/></svg>',
        OUTLINES[_slug(status)],
    )


def _slug(status: Any) -> str:
    slug = str(status or "").replace("_", "-")
    return slug if slug in OUTLINES else "none"
