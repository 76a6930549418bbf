"""The five letters of a goal, with everything that they are judged by."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from goals.models import Goal
from goals.queries.evidence import Evidence, evidence_for
from goals.queries.goal_terms import GoalTerms, terms_of
from goals.smart import Finding, Letter, Sketch, check_ins_in, letters

LETTER_NAMES = {
    Letter.SPECIFIC: _("Specific"),
    Letter.MEASURABLE: _("Measurable"),
    Letter.ACHIEVABLE: _("Achievable"),
    Letter.RELEVANT: _("Relevant"),
    Letter.TIME_BOUND: _("Time-bound"),
}


@dataclass(frozen=True)
class SmartCheck:
    """`evidence` is None where nothing was counted before; `check_ins` are those planned."""

    terms: GoalTerms
    findings: tuple[Finding, ...]
    evidence: Evidence | None
    check_ins: int

    @property
    def weak(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_weak)

    @property
    def weak_names(self) -> list[str]:
        return [str(LETTER_NAMES[finding.letter]) for finding in self.weak]


def smart_check(terms: GoalTerms, *, now: datetime) -> SmartCheck:
    """The letters of a goal that is being made, however little of it is said yet."""
    evidence = evidence_for(terms, now=now)
    today = Organisation.current().day_of(now)
    return SmartCheck(
        terms=terms,
        findings=letters(_sketch(terms, evidence), today=today),
        evidence=evidence,
        check_ins=_check_ins(terms),
    )


def smart_check_of(goal: Goal, *, now: datetime) -> SmartCheck:
    """The letters of a stored goal, as when it began: that it is over does not make it weak."""
    terms = terms_of(goal)
    evidence = evidence_for(terms, now=now)
    return SmartCheck(
        terms=terms,
        findings=letters(_sketch(terms, evidence), today=goal.starts_on),
        evidence=evidence,
        check_ins=_check_ins(terms),
    )


def _sketch(terms: GoalTerms, evidence: Evidence | None) -> Sketch:
    return Sketch(
        statement=terms.statement,
        shape=terms.shape,
        counted=terms.metric is not None and terms.has_figure,
        by_below=terms.driver == Goal.Driver.CHILDREN,
        unit=terms.unit,
        start=terms.start,
        target=terms.target,
        steps=[due for _name, _weight, due in terms.milestones],
        reach=evidence.reach if evidence else None,
        has_parent=terms.parent is not None,
        has_plan=terms.plan is not None,
        has_quota=terms.serves_quota is not None,
        is_company=terms.person is None and terms.team is None,
        above_due_on=terms.parent.due_on if terms.parent else None,
        starts_on=terms.starts_on,
        due_on=terms.due_on,
        rhythm=terms.rhythm,
        working_days=evidence.working_days if evidence else None,
    )


def _check_ins(terms: GoalTerms) -> int:
    if terms.starts_on is None or terms.due_on is None:
        return 0
    return check_ins_in(starts_on=terms.starts_on, due_on=terms.due_on, rhythm=terms.rhythm)
