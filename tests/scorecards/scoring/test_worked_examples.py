"""Arithmetic that others published, with their answers, against the engine.

The examples lie beside the repository, not in it; each `kind` is computed by the functions that
score real people, measure goals and plan backwards. No kind is left out.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.calendars import DayShare
from goals.planning.chain import required_upstream
from goals.progress import progress
from scorecards.scoring.elapsed import Elapsed
from scorecards.scoring.groups import MemberLines, group_lines
from scorecards.scoring.lines import attainment, ratio, unit_worth, weight_from_worth
from scorecards.scoring.pace import expected, pace, projection
from scorecards.scoring.percentiles import percentile
from scorecards.scoring.records import (
    HUNDRED,
    ONE,
    ZERO,
    BenchmarkTerms,
    Direction,
    ScoredSection,
)
from scorecards.scoring.sections import score_section
from scorecards.scoring.targets import target_of
from tests.scorecards.scoring.builders import MONDAY, benchmark, days, scored, tally
from tests.shared_data import FOLDER, shared_file

NAME = "worked_examples.json"

Given = Mapping[str, Any]
Answer = Decimal | None


def _cases() -> list[Any]:
    path = FOLDER / NAME
    if not path.exists():
        return []
    found: list[Any] = json.loads(path.read_text(), parse_float=Decimal, parse_int=Decimal)
    return found


CASES = _cases()


def percent(given: Given) -> Answer:
    return _percent(_reached(given["value"], given["target"]))


def ratio_of_sums(given: Given) -> Answer:
    return ratio(numerator=given["num"], denominator=given["den"])


def worth(given: Given) -> Answer:
    return unit_worth(weight=given["weight"], target=given["target"])


def weighted_points(given: Given) -> Answer:
    return _section(given["metrics"]).points


def capped_weighted(given: Given) -> Answer:
    return _section([{**metric, "stop": metric["target"]} for metric in given["metrics"]]).points


def points_sum(given: Given) -> Answer:
    """Points typed per unit: the editor's weight follows, whatever the target is."""
    target = Decimal(40)
    pairs = zip(given["counts"], given["points"], strict=True)
    return _section(
        [
            {
                "target": target,
                "weight": weight_from_worth(worth=per_unit, target=target),
                "value": count,
            }
            for count, per_unit in pairs
        ]
    ).points


def weighted_mean(given: Given) -> Answer:
    pairs = zip(given["values"], given["weights"], strict=True)
    return _section(
        [{"target": HUNDRED, "weight": weight, "value": value} for value, weight in pairs]
    ).score


def prorate(given: Given) -> Answer:
    """So many of so many days present, the broken remainder of one day included."""
    shares, present = [], given["present"]
    for n in range(int(given["total"])):
        here = min(ONE, max(ZERO, present - n))
        shares.append(DayShare(day=MONDAY + timedelta(days=n), working=ONE, present=here))
    terms = benchmark(target=given["target"])
    return target_of(terms=terms, shares=shares, overrides=(), ramp=(), joined_on=None).target


def pace_index(given: Given) -> Answer:
    return _percent(pace(actual=given["actual"], target=given["target"], elapsed=_elapsed(given)))


def paceline_delta(given: Given) -> Answer:
    """How far the actual is from the line of what is expected by now."""
    due: Decimal = expected(target=given["target"], elapsed=_elapsed(given))
    found: Decimal = given["actual"] - due
    return found


def paceline_delta_pct(given: Given) -> Answer:
    reached = pace_index(given)
    return None if reached is None else reached - HUNDRED


def projected(given: Given) -> Answer:
    return projection(actual=given["actual"], elapsed=_elapsed(given))


def projected_attainment(given: Given) -> Answer:
    ends_at = projected(given)
    return None if ends_at is None else _percent(_reached(ends_at, given["target"]))


def expected_linear(given: Given) -> Answer:
    elapsed = Elapsed(done=given["days"], total=given["total"])
    found: Decimal = given["min"] + expected(target=given["max"] - given["min"], elapsed=elapsed)
    return found


def group_percent_contributors(given: Given) -> Answer:
    members = [
        MemberLines([scored(benchmark(), _facts(each["value"]), target=each["target"])])
        for each in given["members"]
    ]
    return group_lines(members).contributors.score


def threshold_goal(given: Given) -> Answer:
    terms = benchmark(target=given["target"], start_gate=given["threshold"])
    return _percent(scored(terms, given["value"], target=given["target"]).attainment)


def goal_percent(given: Given) -> Answer:
    return _percent(progress(start=given["start"], target=given["target"], actual=given["current"]))


def upstream(given: Given) -> Answer:
    return required_upstream(given["goal"], given["rates"])


def percentile_linear(given: Given) -> Answer:
    return percentile(given["values"], percent=given["p"])


KNOWN: dict[str, Callable[[Given], Answer]] = {
    "percent": percent,
    "ratio": ratio_of_sums,
    "unit_worth": worth,
    "weighted_points": weighted_points,
    "capped_weighted": capped_weighted,
    "points_sum": points_sum,
    "weighted_mean": weighted_mean,
    "prorate": prorate,
    "pace_index": pace_index,
    "paceline_delta": paceline_delta,
    "paceline_delta_pct": paceline_delta_pct,
    "projection": projected,
    "projected_attainment": projected_attainment,
    "expected_linear": expected_linear,
    "group_percent_contributors": group_percent_contributors,
    "threshold_goal": threshold_goal,
    "goal_percent": goal_percent,
    "required_upstream": upstream,
    "percentile_linear": percentile_linear,
}


def test_every_kind_of_example_is_known() -> None:
    kinds = {case["kind"] for case in json.loads(shared_file(NAME).read_text())}

    assert kinds - set(KNOWN) == set()


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=f"{case['id']}-{case['kind']}") for case in CASES],
)
def test_the_engine_gives_the_published_answer(case: Given) -> None:
    answer = KNOWN[case["kind"]](case["input"])

    assert answer is not None
    assert abs(answer - case["expected"]) <= case["tol"]


def _reached(actual: Decimal, target: Decimal) -> Answer:
    return attainment(actual=actual, target=target, direction=Direction.HIGHER)


def _percent(share: Answer) -> Answer:
    return None if share is None else share * HUNDRED


def _elapsed(given: Given) -> Elapsed:
    if "elapsed_fraction" in given:
        return Elapsed(done=given["elapsed_fraction"], total=ONE)
    return Elapsed(done=given["elapsed"], total=given["total"])


def _facts(value: Decimal) -> Any:
    return tally(value, facts=1 if value else 0)


def _section(metrics: list[dict[str, Decimal]]) -> ScoredSection:
    terms: list[BenchmarkTerms] = [
        benchmark(
            f"metric_{n}",
            target=metric["target"],
            weight=metric["weight"],
            stop_gate=metric.get("stop"),
        )
        for n, metric in enumerate(metrics)
    ]
    return score_section(
        benchmarks=terms,
        tallies={each.metric: tally(metric["value"])
                 for each, metric in zip(terms, metrics, strict=True)},
        shares=days("P"),
        overrides={},
        ramp=(),
        joined_on=None,
    )  # fmt: skip
