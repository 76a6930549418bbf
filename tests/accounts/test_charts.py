"""The charts as text: geometry by hand, valid SVG, nothing inline, nothing unescaped."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from accounts.charts.bars import bullet, heat, progress
from accounts.charts.histogram import Bin, histogram
from accounts.charts.lines import TrendPoint, sparkline, trend
from accounts.charts.scale import round_step, round_top


class Organisation:
    currency = "EUR"


def shapes(svg: str) -> dict[str, dict[str, str]]:
    """The attributes of each shape by its class; parsing proves that the XML is sound."""
    root = ElementTree.fromstring(svg)  # noqa: S314 – our own text
    return {shape.attrib["class"]: shape.attrib for shape in root if "class" in shape.attrib}


def rendered(text: str, **context: object) -> str:
    return Template("{% load charts status %}" + text).render(Context(context)).strip()


def test_a_bullet_has_its_target_inside_and_its_actual_in_proportion() -> None:
    found = shapes(bullet(actual=Decimal(30), expected=Decimal(45), target=Decimal(60)))
    # 60 × 1.12 = 67.2 is the whole width of 1000.
    assert found["bullet-actual"]["width"] == "446.4"
    assert found["bullet-expected"]["width"] == "669.6"
    assert found["bullet-target"]["x"] == "887.9"


def test_a_surplus_stretches_the_bullet_beyond_its_target() -> None:
    found = shapes(bullet(actual=Decimal(200), target=Decimal(100)))
    assert found["bullet-actual"]["width"] == "1000"
    assert found["bullet-target"]["x"] == "495"


@pytest.mark.parametrize("actual", [None, Decimal(0), Decimal(-5)])
def test_a_bullet_without_a_positive_actual_has_no_bar(actual: Decimal | None) -> None:
    found = shapes(bullet(actual=actual, target=Decimal(10)))
    assert "bullet-actual" not in found
    assert "bullet-target" in found


def test_a_bullet_without_any_amount_is_an_empty_track() -> None:
    assert set(shapes(bullet(actual=None))) == {"bullet-track"}


@pytest.mark.parametrize(
    ("share", "width"), [(Decimal("0.25"), "250"), (Decimal(1), "1000"), (Decimal("1.4"), "1000")]
)
def test_progress_is_full_at_one(share: Decimal, width: str) -> None:
    assert shapes(progress(share=share))["progress-done"]["width"] == width


def test_unknown_progress_is_an_empty_track() -> None:
    assert set(shapes(progress(share=None))) == {"progress-track"}


def test_heat_is_the_stronger_the_nearer_to_one() -> None:
    assert shapes(heat(share=Decimal("0.3")))["heat-fill"]["opacity"] == "0.30"
    assert "heat-fill" not in shapes(heat(share=None))


def test_a_sparkline_runs_from_its_lowest_to_its_highest() -> None:
    found = shapes(sparkline(values=[Decimal(10), Decimal(20), Decimal(15)]))
    # Heights of 28 with 3 kept free at either end; 12 kept free left and right.
    assert found["spark-line"]["d"] == "M12 25L500 3L988 14"
    assert found["spark-last"]["d"] == "M988 14h0"


def test_a_sparkline_breaks_where_nothing_is_known() -> None:
    values = [Decimal(0), Decimal(10), None, Decimal(10)]
    assert shapes(sparkline(values=values))["spark-line"]["d"] == "M12 25L337.3 3M988 3h0"


def test_equal_values_make_a_line_in_the_middle() -> None:
    assert shapes(sparkline(values=[5, 5]))["spark-line"]["d"] == "M12 14L988 14"


@pytest.mark.parametrize("values", [[], [None, None]])
def test_a_sparkline_of_nothing_is_empty(values: list[None]) -> None:
    assert shapes(sparkline(values=values)) == {}


def test_a_trend_starts_at_zero_and_ends_at_a_round_top() -> None:
    points = [TrendPoint("1 Mar", Decimal(0), Decimal(40)), TrendPoint("2 Mar", None, Decimal(80))]
    found = trend(points=points, target=Decimal(92))
    assert (found.top, found.middle) == (Decimal(100), Decimal(50))
    drawn = shapes(found.svg)
    assert drawn["trend-expected"]["d"] == "M0 120L1000 40"
    assert drawn["trend-actual"]["d"] == "M0 200h0"
    assert drawn["trend-target"]["y1"] == "16"


def test_a_histogram_counts_every_value_once() -> None:
    found = histogram(values=[1, 2, 2, 9, None], target=5)
    # A span of 8 in at most 12 steps: round steps of 1 (8 ÷ 12, rounded up).
    assert found.bins[:2] == (Bin(Decimal(1), Decimal(2), 1), Bin(Decimal(2), Decimal(3), 2))
    assert sum(each.count for each in found.bins) == 4
    assert found.bins[-1] == Bin(Decimal(9), Decimal(10), 1)


def test_a_histogram_reaches_to_a_target_that_nobody_reached() -> None:
    found = histogram(values=[1, 2], target=40)
    assert found.bins[-1].low <= 40 < found.bins[-1].high
    assert 'class="bin-reached"' not in found.svg


def test_a_histogram_places_negative_amounts() -> None:
    assert histogram(values=[-1, 1]).bins[0].low == -1


def test_a_histogram_of_nothing_has_no_bins() -> None:
    assert histogram(values=[None], target=5).bins == ()


@pytest.mark.parametrize(
    ("amount", "top"),
    [(0, "1"), (0.07, "0.08"), (1, "1"), (84250, "100000"), (100800, "120000"), (23, "25")],
)
def test_a_scale_ends_at_a_round_number(amount: float, top: str) -> None:
    assert round_top(amount) == Decimal(top)


@pytest.mark.parametrize(("span", "step"), [(0, "1"), (90, "10"), (25, "2.5"), (500, "50")])
def test_a_scale_has_round_steps(span: float, step: str) -> None:
    assert round_step(span=span, most=12) == Decimal(step)


def test_a_named_chart_is_an_image_with_its_figures_in_words() -> None:
    svg = rendered(
        "{% bullet name='Calls & mails' actual=a expected=e target=t status='behind' %}",
        a=Decimal(9),
        e=Decimal("12.5"),
        t=Decimal(20),
    )
    root = ElementTree.fromstring(svg)  # noqa: S314 – our own text
    assert root.attrib["role"] == "img"
    assert root.attrib["class"] == "bullet is-behind"
    assert [part.text for part in root[:2]] == ["Calls & mails", "9 of 20, 13 expected by now"]


def test_a_chart_of_money_speaks_in_the_organisations_currency() -> None:
    svg = rendered(
        "{% bullet name='Revenue' actual=1250.5 target=2000 unit='money' %}",
        organisation=Organisation(),
    )
    assert "€1,250.50 of €2,000" in svg


def test_a_chart_without_a_name_is_decoration() -> None:
    svg = rendered("{% sparkline values %}", values=[1, 2])
    assert 'aria-hidden="true"' in svg
    assert "<title>" not in svg


def test_a_name_cannot_break_out_of_its_chart() -> None:
    svg = rendered("{% sparkline values name=name %}", values=[1], name='"><script>')
    assert "<script>" not in svg
    assert ElementTree.fromstring(svg)[0].text == '"><script>'  # noqa: S314 – our own text


@pytest.mark.parametrize("tag", ["trend", "distribution"])
def test_large_charts_bring_their_table(tag: str) -> None:
    points = [TrendPoint("March", Decimal(3)), TrendPoint("April", None)]
    values = points if tag == "trend" else [Decimal(3), Decimal(4)]
    html = rendered(f"{{% {tag} values name='Calls' target=4 %}}", values=values)
    assert html.count("<table") == 1
    assert "<figcaption" in html
    assert 'role="img"' in html


def test_charts_bring_no_style_of_their_own() -> None:
    everything = rendered(
        "{% bullet actual=1 target=2 %}{% progress 0.5 %}{% heat 0.5 %}{% sparkline values %}"
        "{% distribution values name='D' %}{% trend points name='T' target=3 %}",
        values=[1, 2, 3],
        points=[TrendPoint("a", 1), TrendPoint("b", 2)],
    )
    assert re.findall(r"style=|<style|<script|\son\w+=|fill=|stroke=", everything) == []


@pytest.mark.parametrize(
    ("status", "css", "word"),
    [
        ("ahead", "is-ahead", "Ahead"),
        ("on_track", "is-on-track", "On track"),
        ("at_risk", "is-at-risk", "At risk"),
        ("behind", "is-behind", "Behind"),
        ("missed", "is-missed", "Missed"),
        (None, "is-none", "No status"),
        ("nonsense", "is-none", "No status"),
    ],
)
def test_a_status_is_a_shape_and_a_word(status: str | None, css: str, word: str) -> None:
    badge = rendered("{% status_badge status %}", status=status)
    assert f'class="status {css}"' in badge
    assert badge.endswith(f"</svg>{word}</span>")
    assert f">{word}</span>" in rendered("{% status_shape status %}", status=status)


def test_each_status_has_a_shape_of_its_own() -> None:
    outlines = {
        rendered("{% status_badge s %}", s=status).split(' d="')[1].split('"')[0]
        for status in ("ahead", "on_track", "at_risk", "behind", None)
    }
    assert len(outlines) == 5
