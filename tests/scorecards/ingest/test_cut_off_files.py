"""A file that was cut off in the middle of a row: told, and made whole by the whole file."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from scorecards.models import Activity
from tests.scorecards.parsing.files import text_file, workbook

HEADER = ("external_id", "rep", "metric", "quantity", "occurred_at")
WHOLE = "".join(
    f"{row}\n"
    for row in (
        ",".join(HEADER),
        "C1,rosa@example.org,calls,12,2026-03-02",
        "C2,rosa@example.org,calls,34,2026-03-02",
    )
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[Path], tuple[str, str]]:
    """Imports a file of activities; the first line and the last that the command printed."""

    def run(path: Path) -> tuple[str, str]:
        with suppress(SystemExit):  # some rows were rejected
            call_command("import_file", "activities", path, rejects=tmp_path / "no.csv")
        told = capsys.readouterr()
        return told.out.splitlines()[0], told.err

    return run


Run = Callable[[Path], tuple[str, str]]


def quantities() -> dict[str | None, int]:
    rows = Activity.objects.values_list("external_id", "quantity")
    return {external_id: int(quantity) for external_id, quantity in rows}


def test_a_row_without_its_last_cells_is_rejected_and_the_end_is_named(
    run: Run, tmp_path: Path, rep: User
) -> None:
    counted, said = run(text_file(tmp_path, WHOLE[: WHOLE.index("calls,34")]))

    assert counted == "created 1, updated 0, unchanged 0, rejected 1"
    assert "the last line has no end: if the file was cut off" in said
    assert "the row has only 3 cells, the header 5" in (tmp_path / "no.csv").read_text()
    assert quantities() == {"C1": 12}


def test_the_whole_file_afterwards_completes_it(run: Run, tmp_path: Path, rep: User) -> None:
    run(text_file(tmp_path, WHOLE[: WHOLE.index("calls,34")]))

    counted, said = run(text_file(tmp_path, WHOLE))

    assert counted == "created 1, updated 0, unchanged 1, rejected 0"
    assert "the last line has no end" not in said
    assert quantities() == {"C1": 12, "C2": 34}


def test_a_number_cut_in_two_is_put_right_by_the_whole_file(
    run: Run, tmp_path: Path, rep: User
) -> None:
    """Nobody can see that 3 was 34; that the line has no end, the command says."""
    last = "external_id,rep,metric,occurred_at,quantity\nC2,rosa@example.org,calls,2026-03-02,34\n"
    counted, said = run(text_file(tmp_path, last[:-2]))
    assert counted == "created 1, updated 0, unchanged 0, rejected 0"
    assert "the last line has no end: if the file was cut off" in said
    assert quantities() == {"C2": 3}

    counted, _ = run(text_file(tmp_path, last))

    assert counted == "created 0, updated 1, unchanged 0, rejected 0"
    assert quantities() == {"C2": 34}


def test_a_file_cut_off_inside_quotation_marks_stores_nothing(
    run: Run, tmp_path: Path, rep: User
) -> None:
    cut = WHOLE.replace("C2,rosa", 'C2,"rosa').partition("@example.org,calls,34")[0]
    with pytest.raises(CommandError, match="line 3: a quotation mark opened here is never closed"):
        run(text_file(tmp_path, cut))
    assert quantities() == {}


def test_a_workbook_cut_off_anywhere_stores_nothing(run: Run, tmp_path: Path, rep: User) -> None:
    path = workbook(tmp_path, HEADER, ("C1", "rosa@example.org", "calls", 12, "2026-03-02"))
    whole = path.read_bytes()
    for length in (4, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(CommandError, match="it is damaged, or was cut off"):
            run(path)
    assert quantities() == {}
    path.write_bytes(whole)
    assert run(path)[0] == "created 1, updated 0, unchanged 0, rejected 0"
