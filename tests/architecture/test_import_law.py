"""Who may import whom: between the apps, and between the layers inside an app.

The law is `broken_laws`; it reads syntax trees, so nothing is imported to check it.
"""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "scorecards", "goals", "config")  # each may import those before it
PURE = (
    "scoring",
    "periods",
    "calendars",
    "catalogue",
    "charts",
    "courses",
    "currencies",
    "exports",
    "formula",
    "parsing",
    "planning",
    "progress",
    "rhythm",
    "smart",
    "streaks",
)
GROUPS = (  # from the ground up: a layer imports layers of earlier groups, and itself
    PURE,
    ("models",),
    ("access",),
    ("queries",),
    ("actions",),
    ("ingest",),
    ("forms", "serializers", "tasks", "templatetags"),
    ("views", "api", "admin", "management", "adapters", "context", "middleware"),
    ("urls", "apps"),
)
RANK = {layer: rank for rank, group in enumerate(GROUPS) for layer in group}


def broken_laws(module: str, tree: ast.Module) -> Iterator[str]:
    """One sentence for every forbidden import of `module` ("scorecards.queries.boards")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            if node not in tree.body:
                yield f"{module}:{node.lineno} imports inside a block"
            if isinstance(node, ast.ImportFrom) and node.level:
                yield f"{module}:{node.lineno} imports relatively"
            for target in imported(node):
                if not _allowed(module.split("."), target.split(".")):
                    yield f"{module}:{node.lineno} may not import {target}"


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names]


def _allowed(source: list[str], target: list[str]) -> bool:
    app, layer = source[0], source[1] if len(source) > 1 else ""
    if target[0] not in APPS:
        return not (target[0] in ("django", "rest_framework", "celery") and layer in PURE)
    if app == "config":
        return True
    if APPS.index(target[0]) > APPS.index(app):
        return False
    return layer == target[1] or _below(target[1], layer)


def _below(lower: str, upper: str) -> bool:
    return RANK[lower] < RANK[upper] or (lower in PURE and upper in PURE)


def project_modules() -> Iterator[tuple[str, ast.Module]]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                name = ".".join(parts).removesuffix(".__init__")
                yield name, ast.parse(path.read_text(), str(path))


def test_every_import_keeps_the_law() -> None:
    found = [sentence for name, tree in project_modules() for sentence in broken_laws(name, tree)]
    assert found == []


def test_every_module_belongs_to_a_layer() -> None:
    layers = {name.split(".")[1] for name, _ in project_modules() if "." in name[:-1]}
    config = {name.split(".")[1] for name, _ in project_modules() if name.startswith("config.")}
    assert layers - config - set(RANK) == set()


def test_no_module_imports_itself_by_a_detour() -> None:
    trees = dict(project_modules())
    graph = {name: set(_project_imports(name, tree, trees)) for name, tree in trees.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(trees)


def _project_imports(name: str, tree: ast.Module, known: dict[str, ast.Module]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for target in imported(node):
                module = target if target in known else target.rpartition(".")[0]
                if module in known and module != name:
                    yield module


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("accounts.queries.people", "from scorecards.models import Metric"),
        ("scorecards.models.cards", "from scorecards.queries.boards import board"),
        ("scorecards.views.home", "from scorecards.api.scores import Scores"),
        ("scorecards.forms.log", "from scorecards.tasks import recompute"),
        ("scorecards.scoring.score", "from django.utils import timezone"),
        ("scorecards.scoring.score", "from scorecards.models import Metric"),
        ("scorecards.queries.boards", "from config import settings"),
        ("scorecards.queries.boards", "from . import scores"),
        ("scorecards.queries.boards", "def board():\n    import json"),
        ("scorecards.actions.facts", "import scorecards.ingest"),
    ],
)
def test_the_law_refuses(module: str, line: str) -> None:
    assert list(broken_laws(module, ast.parse(line))) != []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("scorecards.queries.boards", "from accounts.queries.people import person"),
        ("scorecards.queries.boards", "from scorecards.scoring.score import score"),
        ("scorecards.scoring.score", "from scorecards.periods import Period"),
        ("scorecards.views.home", "from scorecards.forms.log import LogForm"),
        ("scorecards.views.home", "from accounts.tasks import recompute_soon"),
        ("goals.models", "from scorecards.models import Metric"),
        ("config.urls", "from accounts.views import health"),
    ],
)
def test_the_law_allows(module: str, line: str) -> None:
    assert list(broken_laws(module, ast.parse(line))) == []
