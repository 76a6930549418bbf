"""Names that say nothing stand nowhere, and no file outgrows its reader."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.test_import_law import ROOT, project_modules

BANNED = {"util", "helper", "common", "misc", "handler", "processor"}
BANNED |= {"service", "data", "info", "obj", "tmp"}
LONGEST_FILE = 300


def banned_names(module: str, tree: ast.Module) -> Iterator[str]:
    """The module's own name and those of its functions and classes that end in a banned word."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    names = [node.name for node in ast.walk(tree) if isinstance(node, kinds)]
    for name in (module.rpartition(".")[2], *names):
        last_word = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)[-1:]
        if last_word and {last_word[0].lower(), last_word[0].lower().removesuffix("s")} & BANNED:
            yield f"{module}: {name}"


def test_no_name_is_banned() -> None:
    assert [name for module, tree in project_modules() for name in banned_names(module, tree)] == []


def test_no_file_is_longer_than_its_reader_can_hold() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for app in ("accounts", "scorecards", "goals", "config")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and path.stem != "settings"  # one flat file, by design
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("scorecards.utils", ""),
        ("scorecards.queries.boards", "class ImportHandler: ..."),
        ("scorecards.queries.boards", "def rep_info(): ..."),
        ("scorecards.queries.boards", "def data(): ..."),
    ],
)
def test_a_banned_name_is_found(module: str, source: str) -> None:
    assert len(list(banned_names(module, ast.parse(source)))) == 1


def test_a_word_that_only_contains_a_banned_one_is_no_matter() -> None:
    source = "def database(): ...\ndef handle(): ...\nclass Informed: ..."
    assert list(banned_names("scorecards.queries.boards", ast.parse(source))) == []
