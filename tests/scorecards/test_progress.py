"""How a long command shows how far it is."""

from io import StringIO

from scorecards.management.progress import Progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Ten seconds pass between two looks at it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 10
        return self.seconds


def test_a_terminal_shows_a_bar_that_grows() -> None:
    screen = Terminal()
    progress = Progress(screen, total=2000, clock=Clock())

    progress.show(1000)
    progress.close()

    assert screen.getvalue() == (
        "\r[###############...............]  50%  1,000 of 2,000 rows, 100 rows/s \n"
    )


def test_a_log_gets_a_line_for_every_tenth() -> None:
    log = StringIO()
    progress = Progress(log, total=1000, clock=Clock())

    for done in (50, 100, 150, 1000):
        progress.show(done)
    progress.close()

    assert log.getvalue().splitlines() == [
        " 10%  100 of 1,000 rows, 5 rows/s",
        "100%  1,000 of 1,000 rows, 25 rows/s",
    ]


def test_an_empty_file_is_no_trouble() -> None:
    Progress(StringIO(), total=0, clock=Clock()).show(0)
