"""The whole editor as one form: the version and its two sections with their rows."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Self

from django.http import QueryDict

from scorecards.forms.amounts import plain
from scorecards.forms.benchmarks import LONGEST_ID, row_of, settled_row
from scorecards.forms.drafts import RowsFormSet, SectionForm, SectionForms, VersionForm
from scorecards.models import Metric
from scorecards.models.cards import PERIOD_CHOICES
from scorecards.periods import PeriodKind
from scorecards.queries.drafts import (
    KINDS,
    MANY_METRICS,
    WrittenCard,
    WrittenSection,
)
from scorecards.queries.effects import SectionPlan

_Row = dict[str, Any]
_Metrics = Mapping[int, Metric]


class DraftForms:
    """Made from terms, or from what was posted; posted rows can be moved and added to."""

    def __init__(
        self, version: VersionForm, sections: Iterable[SectionForms], metrics: _Metrics
    ) -> None:
        self.version = version
        self.sections = list(sections)
        self.metrics = metrics

    @classmethod
    def of(cls, terms: WrittenCard, metrics: _Metrics) -> Self:
        ramp = " ".join(plain(share * 100) for share in terms.ramp)
        version = {"starts_on": terms.starts_on, "note": terms.note, "ramp": ramp}
        rows = {
            section.kind: [row_of(line) for line in section.lines] for section in terms.sections
        }
        periods = {section.kind: section.period for section in terms.sections}
        return cls._filled(version, periods, rows, metrics)

    @classmethod
    def posted(cls, post: QueryDict, metrics: _Metrics) -> Self:
        sections = [
            SectionForms(
                kind,
                SectionForm(post, prefix=kind, kind=kind),
                RowsFormSet(post, prefix=_prefix(kind), form_kwargs=_row_options(metrics)),
                metrics,
            )
            for kind in KINDS
        ]
        return cls(VersionForm(post), sections, metrics)

    def is_valid(self) -> bool:
        forms_of = [self.version, *(part for s in self.sections for part in (s.form, s.rows))]
        return all([form.is_valid() for form in forms_of])  # noqa: C419 – each is to be checked

    @property
    def has_errors(self) -> bool:
        return self.version.is_bound and not self.is_valid()

    def terms(self) -> WrittenCard:
        """What was typed; only of valid forms."""
        cleaned = self.version.cleaned_data
        return WrittenCard(
            starts_on=cleaned["starts_on"],
            note=cleaned["note"],
            ramp=cleaned["ramp"],
            sections=tuple(
                WrittenSection(
                    section.kind,
                    section.form.cleaned_data["period"],
                    tuple(row.line() for row in section.kept),
                )
                for section in self.sections
            ),
        )

    def rearranged(self, step: str) -> Self:
        """The same with a row moved or added: "up:activities:2", "add:objectives:17".

        Numbers are those of rows, from 0; for "add" a metric's id. Nothing typed is lost and
        nothing is checked yet; a step that makes no sense changes nothing.
        """
        verb, kind, number = [*step.split(":"), "", ""][:3]
        rows = {
            section.kind: [settled_row(form) for form in section.rows.forms]
            for section in self.sections
        }
        if kind in rows and number.isdecimal() and len(number) <= LONGEST_ID:
            _STEPS.get(verb, _keep)(rows[kind], int(number), self.metrics)
        version = {name: self.version[name].value() for name in self.version.fields}
        periods = {s.kind: s.form["period"].value() for s in self.sections}
        return type(self)._filled(version, periods, rows, self.metrics)

    @property
    def metric_count(self) -> int:
        return len({row.chosen.pk for s in self.sections for row in s.kept if row.chosen})

    @property
    def has_many(self) -> bool:
        return self.metric_count >= MANY_METRICS

    @property
    def starts_on(self) -> date | None:
        """The start that is typed, if it is a day."""
        value = self.version["starts_on"].value()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value or ""))
        except ValueError:
            return None

    def plans(self) -> list[SectionPlan]:
        """The sections as they are typed; one whose period is none is left out."""
        known = {str(value) for value, _label in PERIOD_CHOICES}
        return [
            SectionPlan(section.kind, PeriodKind(period), bool(section.kept))
            for section in self.sections
            if (period := section.form["period"].value()) in known
        ]

    @classmethod
    def _filled(
        cls,
        version: dict[str, Any],
        periods: Mapping[str, Any],
        rows: Mapping[str, list[_Row]],
        metrics: _Metrics,
    ) -> Self:
        sections = [
            SectionForms(
                kind,
                SectionForm(initial={"period": periods[kind]}, prefix=kind, kind=kind),
                RowsFormSet(
                    initial=rows[kind], prefix=_prefix(kind), form_kwargs=_row_options(metrics)
                ),
                metrics,
            )
            for kind in KINDS
        ]
        return cls(VersionForm(initial=version), sections, metrics)


def _prefix(kind: str) -> str:
    return f"{kind}_rows"


def _row_options(metrics: _Metrics) -> dict[str, Any]:
    return {"metrics": metrics, "empty_permitted": False}


def _add(rows: list[_Row], metric: int, metrics: _Metrics) -> None:
    if metric in metrics:
        rows.append({"metric": metric, "prorated": True})


def _up(rows: list[_Row], number: int, metrics: _Metrics) -> None:
    if 0 < number < len(rows):
        rows.insert(number - 1, rows.pop(number))


def _down(rows: list[_Row], number: int, metrics: _Metrics) -> None:
    _up(rows, number + 1, metrics)


def _keep(rows: list[_Row], number: int, metrics: _Metrics) -> None:
    pass


_STEPS: dict[str, Callable[[list[_Row], int, _Metrics], None]] = {
    "add": _add,
    "up": _up,
    "down": _down,
}
