"""The real files that some tests read: not part of the repository, laid beside it."""

import os
from pathlib import Path

import pytest

FOLDER = Path(
    os.environ.get("SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)


def shared_file(name: str) -> Path:
    """The path of `name` ("maven_crm/sales_pipeline.csv"); skips the test where it is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this checkout (SHARED_DATA names its folder)")
    return path
