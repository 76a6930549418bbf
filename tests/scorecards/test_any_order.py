"""Whatever people do, in any order: what is stored is what a rebuild would give.

ANY_ORDER=100 tries a hundred beginnings, and takes minutes to find the shortest way to a
difference.
"""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.actions.calendars import CalendarDetails, close_day, edit_calendar, reopen_day
from accounts.actions.memberships import cancel_move, move_person
from accounts.actions.organisation import change_organisation
from accounts.actions.people import PersonDetails, edit_person
from accounts.actions.refusals import Refused
from accounts.actions.teams import TeamDetails, edit_team
from accounts.actions.time_off import add_time_off, remove_time_off
from accounts.models import (
    Calendar,
    ClosedDay,
    JobRole,
    Membership,
    Organisation,
    Role,
    StaleMark,
    Team,
    TimeOff,
    User,
)
from scorecards.actions.activities import (
    Refusal,
    correct_activity,
    log_activity,
    restore_activity,
    withdraw_activity,
)
from scorecards.actions.assignments import assign, end_assignment
from scorecards.actions.cards import remove_scorecard
from scorecards.actions.closing_schedule import close_by_schedule
from scorecards.actions.closings import close_period, reopen_period
from scorecards.actions.drafts import publish_draft, save_draft, start_draft
from scorecards.actions.metrics import change_metric
from scorecards.actions.overrides import add_override, end_override
from scorecards.actions.periods import open_periods
from scorecards.actions.quotas import MonthAmount, publish_quotas
from scorecards.actions.recompute import work_off_marks
from scorecards.models import Activity, Assignment, Closing, Metric, Override, Scorecard
from scorecards.periods import PeriodKind, period_containing
from scorecards.queries.rebuilt import differences
from scorecards.queries.terms import period_rules
from tests.scorecards.frozen_figures import FrozenFigures, frozen_figures, missed_late_days
from tests.scorecards.ingest.imports import imported
from tests.scorecards.parsing.files import text_file
from tests.scorecards.small_firm import FIRST_DAY, SHAPES, card_terms, small_firm

_BEGINNINGS = int(os.environ.get("ANY_ORDER", 0))
_BEGINS = datetime(2026, 3, 26, 15, tzinfo=UTC)  # a Thursday, a few days before a quarter
_HORIZON = timedelta(days=60)

Row = TypeVar("Row", bound=Model)

some = st.integers(0, 6)
"""Which one: rows are counted anew from the first one after the last."""
past_days = st.integers(-38, 0)
days = st.integers(-38, 12)
later_days = st.none() | st.integers(0, 20)
quantities = st.integers(1, 40) | st.just(99_999_999_999)
periods = st.sampled_from(["day", "week", "month", "quarter"])
owed = st.none() | st.sampled_from([0, 22, 42_000])

_ACTIVITIES = """
kind = "activities"
[columns]
external_id = "Id"
rep = "Who"
occurred_at = "Day"
metric = "Metric"
quantity = "Quantity"
"""
_OPPORTUNITIES = """
kind = "opportunities"
[columns]
external_id = "Id"
rep = "Who"
status = "Status"
amount = "Value"
opened_on = "Opened"
closed_on = "Closed"
"""
_PEOPLE = """
kind = "people"
[columns]
email = "Mail"
role = "Role"
team = ["Team"]
job_role = "Job"
joined_on = "From"
"""
_TIME_OFF = """
kind = "time_off"
[columns]
rep = "Who"
starts_on = "From"
ends_on = "To"
half_days = "Half"
"""


class AnyOrder(RuleBasedStateMachine):
    """Each rule is one thing that somebody may do; refusals are fine, differences are not."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.firm = small_firm()
        self.now = _BEGINS
        self.pause = 0
        self.batch = 100
        self.periods_begin = True
        self.closed: dict[int, FrozenFigures] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @invariant()
    def stored_is_rebuilt(self) -> None:
        if self.pause:
            self.pause -= 1
            return
        work_off_marks(now=self.now, reps_a_batch=self.batch)
        if self.periods_begin:
            self.periods_begin = False
            open_periods(now=self.now)
            work_off_marks(now=self.now, reps_a_batch=self.batch)
        people = list(User.objects.order_by("pk"))
        days = FIRST_DAY, self.today + _HORIZON
        found = list(differences(people, days=days, now=self.now))
        assert not found, "\n".join(found)

    @invariant()
    def what_is_closed_stands_as_it_closed(self) -> None:
        for closing in Closing.objects.standing():
            assert frozen_figures(closing) == self.closed[closing.pk]
            if not StaleMark.objects.exists():
                assert missed_late_days(closing) == set()

    @rule(steps=st.integers(1, 4), batch=st.sampled_from([1, 2, 100]))
    def the_worker_pauses(self, steps: int, batch: int) -> None:
        self.pause, self.batch = steps, batch

    @rule(hours=st.sampled_from([5, 10, 24, 48, 96]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.periods_begin = True

    # Facts

    @rule(who=some, what=some, quantity=quantities, day=past_days, hour=st.integers(0, 23))
    def log(self, who: int, what: int, quantity: int, day: int, hour: int) -> None:
        with refusals():
            log_activity(
                rep=self.person(who),
                metric=self.metric(what),
                quantity=Decimal(quantity),
                occurred_at=self.moment(day, hour),
                entered_by=self.firm.admin,
                now=self.now,
            )

    @rule(which=some, what=st.none() | some, quantity=quantities, day=past_days)
    def correct(self, which: int, what: int | None, quantity: int, day: int) -> None:
        if fact := one(Activity.objects.all(), which):
            with refusals():
                correct_activity(
                    activity=fact,
                    by=self.firm.admin,
                    now=self.now,
                    quantity=Decimal(quantity),
                    occurred_at=self.moment(day, 12),
                    note="",
                    metric=None if what is None else self.metric(what),
                )

    @rule(which=some)
    def withdraw(self, which: int) -> None:
        if fact := one(Activity.objects.all(), which):
            withdraw_activity(activity=fact, by=self.firm.admin, now=self.now)

    @rule(which=some)
    def restore(self, which: int) -> None:
        if fact := one(Activity.objects.filter(withdrawn_at__isnull=False), which):
            restore_activity(activity=fact, by=self.firm.admin)

    @rule(rows=st.lists(st.tuples(some, some, some, quantities, past_days), min_size=1, max_size=3))
    def import_activities(self, rows: list[tuple[int, int, int, int, int]]) -> None:
        """A changed row may name another rep, metric and day."""
        self.import_rows(
            _ACTIVITIES,
            "Id,Who,Day,Metric,Quantity",
            {
                f"a{number % 3}": f"{self.person(who).name},{self.day(day)},"
                f"{self.metric(what).slug},{quantity}"
                for number, who, what, quantity, day in rows
            },
        )

    @rule(
        number=st.integers(0, 2),
        who=some,
        status=st.sampled_from(["open", "won", "lost"]),
        amount=st.sampled_from(["", "0", "120", "400.5"]),
        opened=st.none() | past_days,
        length=st.integers(0, 20),
    )
    def import_opportunity(
        self, number: int, who: int, status: str, amount: str, opened: int | None, length: int
    ) -> None:
        first = "" if opened is None else self.day(opened)
        last = self.day(min((opened or -20) + length, 0))
        cells = f"{self.person(who).name},{status},{amount},{first},{last}"
        self.import_rows(_OPPORTUNITIES, "Id,Who,Status,Value,Opened,Closed", {f"o{number}": cells})

    # People

    @rule(who=some, where=st.none() | some, day=days)
    def move(self, who: int, where: int | None, day: int) -> None:
        with refusals():
            move_person(
                person=self.person(who),
                team=None if where is None else self.team(where),
                from_day=self.day(day),
                by=self.firm.admin,
            )

    @rule(which=some)
    def take_back_a_move(self, which: int) -> None:
        planned = Membership.objects.filter(starts_on__gt=self.today)
        if stay := one(planned, which):
            with refusals():
                cancel_move(membership=stay, by=self.firm.admin, today=self.today)

    @rule(who=some, job=st.none() | some)
    def change_job_role(self, who: int, job: int | None) -> None:
        self.edit(who, job_role=None if job is None else self.job_role(job))

    @rule(who=some, role=st.sampled_from([Role.REP, Role.REP, Role.MANAGER]))
    def change_role(self, who: int, role: Role) -> None:
        self.edit(who, role=role)

    @rule(
        who=some,
        role=st.sampled_from(["", "rep"]),
        team=st.none() | some,
        job=st.none() | some,
        joined=st.none() | past_days,
    )
    def import_person(
        self, who: int, role: str, team: int | None, job: int | None, joined: int | None
    ) -> None:
        cells = [
            role,
            "" if team is None else self.team(team).name,
            "" if job is None else self.job_role(job).name,
            "" if joined is None else str(self.day(joined)),
        ]
        self.import_rows(
            _PEOPLE, "Mail,Role,Team,Job,From", {self.person(who).email: ",".join(cells)}
        )

    @rule(who=some, day=days, length=st.integers(0, 8), half=st.sampled_from(["yes", "no"]))
    def import_time_off(self, who: int, day: int, length: int, half: str) -> None:
        cells = f"{self.day(day)},{self.day(day + length)},{half}"
        self.import_rows(_TIME_OFF, "Who,From,To,Half", {self.person(who).name: cells})

    @rule(who=some, day=st.none() | days)
    def change_joining_day(self, who: int, day: int | None) -> None:
        joined, left = day if day is None else self.day(day), self.person(who).left_on
        if joined is None or left is None or joined <= left:
            self.edit(who, joined_on=joined)

    @rule(who=some, day=st.none() | days)
    def change_leaving_day(self, who: int, day: int | None) -> None:
        left, joined = day if day is None else self.day(day), self.person(who).joined_on
        if joined is None or left is None or joined <= left:
            self.edit(who, left_on=left)

    @rule(
        who=some,
        zone=st.sampled_from(["", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"]),
    )
    def change_time_zone(self, who: int, zone: str) -> None:
        self.edit(who, time_zone=zone)

    @rule(who=some, day=days, length=st.integers(0, 8), half=st.booleans())
    def take_time_off(self, who: int, day: int, length: int, half: bool) -> None:
        with refusals():
            add_time_off(
                person=self.person(who),
                starts_on=self.day(day),
                ends_on=self.day(day + length),
                half_days=half,
                by=self.firm.admin,
            )

    @rule(which=some)
    def take_time_off_back(self, which: int) -> None:
        if off := one(TimeOff.objects.all(), which):
            remove_time_off(time_off=off, by=self.firm.admin)

    # When the firm works

    @rule(which=some, day=days)
    def close_a_day(self, which: int, day: int) -> None:
        with refusals():
            close_day(calendar=self.calendar(which), day=self.day(day), name="Closed")

    @rule(which=some)
    def reopen_a_day(self, which: int) -> None:
        if closed := one(ClosedDay.objects.all(), which):
            reopen_day(closed_day=closed)

    @rule(
        which=some,
        weekdays=st.sampled_from(["01234", "0123", "23456", "0123456"]),
        country=st.sampled_from(["", "DE"]),
        default=st.booleans(),
    )
    def change_calendar(self, which: int, weekdays: str, country: str, default: bool) -> None:
        calendar = self.calendar(which)
        details = CalendarDetails(
            name=calendar.name, weekdays=weekdays, country=country, is_default=default
        )
        with refusals():
            edit_calendar(calendar=calendar, details=details, by=self.firm.admin, today=self.today)

    @rule(which=some, parent=st.none() | some, calendar=st.none() | some)
    def change_team(self, which: int, parent: int | None, calendar: int | None) -> None:
        team = self.team(which)
        details = TeamDetails(
            name=team.name,
            parent=None if parent is None else self.team(parent),
            calendar=None if calendar is None else self.calendar(calendar),
        )
        with refusals():
            edit_team(team=team, details=details, by=self.firm.admin, today=self.today)

    @rule(
        choices=st.sampled_from(
            [
                {"week_start": 0},
                {"week_start": 6},
                {"fiscal_start_month": 1},
                {"fiscal_start_month": 3},
                {"time_zone": "UTC"},
                {"time_zone": "Pacific/Kiritimati"},
                {"time_zone": "America/New_York"},
            ]
        )
    )
    def change_the_organisation(self, choices: dict[str, Any]) -> None:
        change_organisation(choices=choices, by=self.firm.admin, today=self.today)

    # What earns points

    @rule(
        which=some,
        lengths=st.tuples(periods, periods),
        shapes=st.tuples(st.integers(0, SHAPES - 1), st.integers(0, SHAPES - 1)),
        wanted=st.sampled_from([0, 20, 80]),
        ramped=st.booleans(),
        day=days,
    )
    def publish_a_version(
        self,
        which: int,
        lengths: tuple[str, str],
        shapes: tuple[int, int],
        wanted: int,
        ramped: bool,
        day: int,
    ) -> None:
        by, starts_on = self.firm.admin, max(FIRST_DAY, self.day(day))
        written = card_terms(
            starts_on, periods=lengths, shapes=shapes, target=wanted, ramped=ramped
        )
        draft = start_draft(scorecard=self.card(which), by=by, today=self.today)
        with refusals():
            save_draft(draft=draft, terms=written, by=by)
            publish_draft(draft=draft, starts_on=starts_on, by=by, now=self.now, today=self.today)

    @rule(which=some, kind=st.integers(0, 2), whom=some, day=days, length=later_days)
    def assign_a_card(self, which: int, kind: int, whom: int, day: int, length: int | None) -> None:
        to = (self.person, self.team, self.job_role)[kind](whom)
        starts_on = max(FIRST_DAY, self.day(day))
        with refusals():
            assign(
                scorecard=self.card(which),
                to=to,
                starts_on=starts_on,
                ends_on=None if length is None else starts_on + timedelta(days=length),
                by=self.firm.admin,
            )

    @rule(which=some)
    def remove_a_card(self, which: int) -> None:
        card = self.card(which)
        with refusals():
            remove_scorecard(scorecard=card, by=self.firm.admin)
            Scorecard.objects.create(name=card.name)

    @rule(which=some, day=days)
    def end_an_assignment(self, which: int, day: int) -> None:
        if assignment := one(Assignment.objects.all(), which):
            end_assignment(assignment=assignment, ends_on=self.day(day), by=self.firm.admin)

    @rule(who=some, what=some, period=periods, wanted=quantities, day=days, length=later_days)
    def override(
        self, who: int, what: int, period: str, wanted: int, day: int, length: int | None
    ) -> None:
        add_override(
            rep=self.person(who),
            metric=self.metric(what),
            period=period,
            target=Decimal(wanted),
            starts_on=self.day(day),
            ends_on=None if length is None else self.day(day + length),
            reason="agreed",
            by=self.firm.admin,
        )

    @rule(which=some, day=days)
    def end_an_override(self, which: int, day: int) -> None:
        if override := one(Override.objects.all(), which):
            end_override(override=override, ends_on=self.day(day), by=self.firm.admin)

    @rule(
        who=some,
        what=st.integers(0, 1),
        months=st.lists(st.tuples(st.integers(-1, 2), owed), min_size=1, max_size=3),
        day=later_days,
        ramped=st.booleans(),
    )
    def publish_quotas(
        self,
        who: int,
        what: int,
        months: list[tuple[int, int | None]],
        day: int | None,
        ramped: bool,
    ) -> None:
        """Of months around today; from the middle of one on, too."""
        owner = ("rep", self.person(who).pk)
        amounts = {
            add_months(self.today, number): amount if amount is None else Decimal(amount)
            for number, amount in months
        }
        with refusals():
            publish_quotas(
                metric=self.metric(what),
                amounts=[MonthAmount(owner, month, each) for month, each in amounts.items()],
                starts_on=None if day is None else self.day(day),
                origin="sheet",
                by=self.firm.admin,
                now=self.now,
                ramp=(Decimal("0.25"), Decimal("0.5")) if ramped else (),
            )

    @rule(
        which=some,
        changes=st.sampled_from(
            [
                {"aggregation": "sum"},
                {"aggregation": "count"},
                {"aggregation": "average"},
                {"aggregation": "latest"},
                {"direction": "lower"},
                {"direction": "higher"},
                {"name": "Another name"},
            ]
        ),
    )
    def change_a_metric(self, which: int, changes: dict[str, str]) -> None:
        metric = self.metric(which)
        for field, value in changes.items():
            setattr(metric, field, value)
        with refusals():
            change_metric(metric=metric, by=self.firm.admin)

    # What is closed

    @rule(which=some, kind=periods, day=past_days)
    def close_a_period(self, which: int, kind: str, day: int) -> None:
        rules = period_rules(Organisation.current())
        period = period_containing(day=self.day(day), kind=PeriodKind(kind), rules=rules)
        with refusals():
            closing = close_period(
                scorecard=self.card(which),
                period=period,
                by=self.firm.admin,
                note="",
                now=self.now,
            )
            self.closed[closing.pk] = frozen_figures(closing)

    @rule(kind=st.sampled_from(["week", "month"]), after=st.integers(1, 9), since=past_days)
    def close_what_is_due(self, kind: str, after: int, since: int) -> None:
        choices = {"closes": kind, "closes_after_days": after, "closes_from": self.day(since)}
        change_organisation(choices=choices, by=self.firm.admin, today=self.today)
        for closing in close_by_schedule(now=self.now):
            self.closed[closing.pk] = frozen_figures(closing)

    @rule(which=some)
    def reopen_a_period(self, which: int) -> None:
        if closing := one(Closing.objects.standing(), which):
            reopen_period(closing=closing, by=self.firm.admin, reason="Checked", now=self.now)

    # What the rules name

    @property
    def today(self) -> date:
        return self.now.astimezone(Organisation.current().zone).date()

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def moment(self, offset: int, hour: int) -> datetime:
        """On a former day, at the latest now."""
        day = self.now + timedelta(days=offset)
        return min(day.replace(hour=hour), self.now)

    def person(self, which: int) -> User:
        return again(self.firm.people, which)

    def team(self, which: int) -> Team:
        return again(self.firm.teams, which)

    def job_role(self, which: int) -> JobRole:
        return again(self.firm.job_roles, which)

    def calendar(self, which: int) -> Calendar:
        return again(self.firm.calendars, which)

    def metric(self, which: int) -> Metric:
        return again(self.firm.metrics, which)

    def card(self, which: int) -> Scorecard:
        cards = Scorecard.objects.order_by("pk")
        return cards[which % len(cards)]

    def edit(self, who: int, **changes: Any) -> None:
        person = self.person(who)
        details = PersonDetails(
            name=person.name,
            email=person.email,
            role=person.role,
            job_role=person.job_role,
            time_zone=person.time_zone,
            joined_on=person.joined_on,
            left_on=person.left_on,
        )
        edit_person(
            person=person,
            details=replace(details, **changes),
            by=self.firm.admin,
            today=self.today,
        )

    def import_rows(self, mapping: str, header: str, rows: dict[str, str]) -> None:
        text = "\n".join([header, *(f"{key},{cells}" for key, cells in rows.items())])
        with TemporaryDirectory() as folder:
            imported(text_file(Path(folder), text + "\n"), mapping, now=self.now)


def one(rows: QuerySet[Row], which: int) -> Row | None:
    found = list(rows.order_by("pk"))
    return found[which % len(found)] if found else None


def add_months(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def again(rows: Sequence[Row], which: int) -> Row:
    """One of the rows as it stands now."""
    row = rows[which % len(rows)]
    return type(row)._default_manager.get(pk=row.pk)


def refusals() -> AbstractContextManager[None]:
    """Nothing was done then."""
    return suppress(Refused, Refusal)


@pytest.mark.django_db
@pytest.mark.parametrize("beginning", range(_BEGINNINGS or 4))
def test_stored_is_rebuilt_whatever_is_done_in_whatever_order(beginning: int) -> None:
    """Few weeks from each beginning: the later ones resemble those before."""
    run_state_machine_as_test(
        seed(beginning)(AnyOrder),
        settings=settings(
            max_examples=5,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if _BEGINNINGS else [Phase.generate],
        ),
    )
