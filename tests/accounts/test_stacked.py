"""A bar cut into parts."""

from accounts.charts.stacked import stacked


def test_parts_are_as_wide_as_their_share() -> None:
    svg = stacked([("a", 1), ("b", 3)])
    assert '<rect class="a" x="0" y="0" width="242"' in svg
    assert '<rect class="b" x="250" y="0" width="750"' in svg


def test_nothing_counted_is_an_empty_bar() -> None:
    assert stacked([("a", 0)]).count("<rect") == 1


def test_a_bar_with_a_title_is_an_image() -> None:
    svg = stacked([("a", 1)], title="Reps by pace", description="1 ahead")
    assert 'role="img"><title>Reps by pace</title><desc>1 ahead</desc>' in svg
