"""Templates keep the strict Content-Security-Policy, stay on our own address and do not reckon."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.test_import_law import ROOT

FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\b(?:src=|type=\"application/json\"))",
    "an inline style": r"<style\b|\sstyle\s*=",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "a script address": r"=\s*[\"']\s*javascript:",
    "somebody else's address": r"<(?:script|link|img)\b[^>]*(?:src|href)=[\"'](?:https?:)?//",
    "arithmetic": r"{%\s*widthratio",
}


def offences(text: str) -> Iterator[str]:
    without_comments = re.sub(
        r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL
    )
    for offence, pattern in FORBIDDEN.items():
        if re.search(pattern, without_comments, re.IGNORECASE):
            yield offence


def test_no_template_offends() -> None:
    paths = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.svg")]
    found = {str(path.relative_to(ROOT)): list(offences(path.read_text())) for path in paths}
    assert {path: kinds for path, kinds in found.items() if kinds} == {}


@pytest.mark.parametrize(
    ("text", "offence"),
    [
        ("<script>go()</script>", "an inline script"),
        ('<p style="color: red">', "an inline style"),
        ("<style>p {}</style>", "an inline style"),
        ('<button onclick="go()">', "an event attribute"),
        ('<a href="javascript:go()">', "a script address"),
        ('<script src="https://cdn.example/x.js"></script>', "somebody else's address"),
        ("{% widthratio actual target 100 %}", "arithmetic"),
    ],
)
def test_an_offence_is_found(text: str, offence: str) -> None:
    assert list(offences(text)) == [offence]


@pytest.mark.parametrize(
    "text",
    [
        "<script src=\"{% static 'js/log.js' %}\" defer></script>",
        '<script type="application/json">{}</script>',
        '<a href="https://example.org/">a link away</a>',
        '<p class="style">once = "twice"</p>',
    ],
)
def test_what_is_allowed_is_no_offence(text: str) -> None:
    assert list(offences(text)) == []
