"""Rows that are plainly right are read without the serializer, to the same end."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.ingest.posted_facts import PostedFact
from scorecards.serializers.activities import API, FactSerializer
from scorecards.serializers.plain_facts import plain_fact
from tests.scorecards.api.facts import fact

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["", " a", "a ", "a\u00a0", "ro\0sa", "\ud800", "x" * 61, "x" * 255, [], {}]),
)
QUANTITIES = st.one_of(ODD, st.sampled_from(["1", "007", "1.5", "1.23456", "-1", "1e3", "٣", "+1"]))
MOMENTS = st.one_of(
    ODD,
    st.datetimes().map(str),
    st.sampled_from(
        [
            "2026-03-10T09:30:00Z",
            "2026-03-10 09:30:00",
            "2026-03-10T09:30:00+05:30",
            "2026-03-10T09:30:00+25:00",
            "2026-13-10T09:30:00Z",
            "2026-03-10T24:00:00Z",
            "1900-12-31T09:00:00Z",
            "2026-03-10",
        ]
    ),
)
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "rep": st.one_of(ODD, st.just("rosa@example.org")),
        "metric": st.one_of(ODD, st.just("calls")),
        "quantity": QUANTITIES,
        "occurred_at": MOMENTS,
        "source": ODD,
        "external_id": ODD,
        "note": ODD,
        "notes": ODD,
    },
)


@given(st.one_of(ROWS, ODD))
def test_whatever_is_read_plainly_the_serializer_reads_the_same(row: Any) -> None:
    plain = plain_fact(3, row, source=API)
    assert plain is None or plain == PostedFact(index=3, **FactSerializer().run_validation(row))


@given(
    st.fixed_dictionaries(
        {
            "rep": st.sampled_from([7, "rosa@example.org", "Ä b"]),
            "quantity": QUANTITIES,
            "occurred_at": MOMENTS,
        },
        optional={
            "source": st.sampled_from(["dialer", "a b"]),
            "external_id": st.one_of(st.none(), st.just("call 7")),
            "note": st.sampled_from(["Ring “later”", "two\nlines"]),
        },
    )
)
def test_of_nearly_right_rows_too(row: dict[str, Any]) -> None:
    row = {"metric": "calls", **row}
    plain = plain_fact(3, row, source=API)
    assert plain is None or plain == PostedFact(index=3, **FactSerializer().run_validation(row))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"rep": 7, "quantity": 12},
        {"quantity": "12.5", "external_id": "call 7", "source": "dialer"},
        {"note": "Zürich, “later”", "external_id": None},
        {"occurred_at": "2026-03-10 09:30:00"},
        {"occurred_at": "2026-03-10T09:30:00-08:00"},
    ],
)
def test_what_programs_usually_send_is_plain(changes: dict[str, Any]) -> None:
    assert plain_fact(0, fact(**changes), source=API) is not None
