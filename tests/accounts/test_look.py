"""The law of the templates: nothing inline, every icon drawn, every style in a layer."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "config/static/css").glob("*.css"))
INLINE = re.compile(r"""\sstyle=|<style|\son[a-z]+=["']|hx-on|<script(?![^>]*\ssrc=)|javascript:""")


class LogForm(forms.Form):
    quantity = forms.IntegerField(help_text="How many")
    note = forms.CharField(required=False)
    again = forms.BooleanField(required=False)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_has_no_inline_style_or_script(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []


def test_every_icon_asked_for_is_drawn() -> None:
    drawn = set(
        re.findall(r'<symbol id="([a-z]+)"', (ROOT / "config/static/icons.svg").read_text())
    )
    assert set(_icons_asked_for()) - drawn == set()


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_a_stylesheet_adds_to_a_declared_layer_and_is_loaded(path: Path) -> None:
    order = re.search(r"@layer ([a-z, ]+);", (ROOT / "config/static/css/tokens.css").read_text())
    assert order is not None
    used = set(re.findall(r"^@layer ([a-z]+) \{", path.read_text(), re.MULTILINE))
    assert used
    assert used <= set(order[1].split(", "))
    assert any(f"css/{path.name}" in page.read_text() for page in TEMPLATES)


def test_every_colour_token_used_is_defined() -> None:
    text = "".join(path.read_text() for path in STYLES)
    assert (
        set(re.findall(r"var\((--[a-z0-9-]+)\)", text)) - set(re.findall(r"(--[\w-]+):", text))
        == set()
    )


def test_a_field_ties_its_help_and_errors_to_its_control() -> None:
    html = render_to_string("shared/_field.html", {"field": LogForm({"quantity": "x"})["quantity"]})
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described is not None
    assert all(f'id="{name}"' in html for name in described[1].split())
    assert 'aria-invalid="true"' in html


def test_an_optional_field_says_so_but_a_checkbox_does_not() -> None:
    form = LogForm()
    assert "(optional)" in render_to_string("shared/_field.html", {"field": form["note"]})
    assert "(optional)" not in render_to_string("shared/_field.html", {"field": form["again"]})


def test_words_typed_by_people_are_escaped_in_a_toast() -> None:
    assert "<b>" not in render_to_string("shared/_toast.html", {"text": "<b>x</b>"})


def _icons_asked_for() -> Iterator[str]:
    for path in TEMPLATES:
        yield from re.findall(r'_icon\.html" with name="([a-z]+)"', path.read_text())
        yield from re.findall(r'icons\.svg" %}#([a-z]+)"', path.read_text())
