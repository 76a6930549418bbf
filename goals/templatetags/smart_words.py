"""The five letters in sentences, and the sentence that a goal is proposed to be called."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.template import Context, Library
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.templatetags import written
from accounts.templatetags.words import unit_of
from goals.models import Goal
from goals.queries.evidence import Evidence
from goals.queries.goal_terms import SHARE, GoalTerms
from goals.queries.smart_check import LETTER_NAMES, SmartCheck
from goals.smart import Finding, Letter, Why

register = Library()

_SENTENCES = {
    Why.NAMES_FIGURE: gettext_lazy("It names a figure that check-ins report."),
    Why.NAMES_STEPS: gettext_lazy("It names its milestones."),
    Why.NAMES_OUTCOME: gettext_lazy("It is done or not: there is nothing between."),
    Why.NAMES_NOTHING: gettext_lazy("A number of what? Choose a metric or name the unit."),
    Why.SAYS_TOO_LITTLE: gettext_lazy("The sentence is too short to tell what is meant."),
    Why.COUNTED: gettext_lazy("Counted from the log and from deals: nobody has to type it."),
    Why.REPORTED: gettext_lazy("Check-ins report the figure."),
    Why.DONE_STEPS: gettext_lazy("Milestones that are done count by their weight."),
    Why.SAID: gettext_lazy("Whether it is done is said at check-ins or when it is closed."),
    Why.FROM_BELOW: gettext_lazy("The goals below it move it."),
    Why.NOBODY_REPORTS: gettext_lazy("Nobody reports the figure: choose a metric or check-ins."),
    Why.INCOMPLETE: gettext_lazy("Start or target is missing."),
    Why.SPLIT: gettext_lazy("Split into steps that are each due by a day."),
    Why.TOO_LITTLE_HISTORY: gettext_lazy("Too little history to compare with."),
    Why.NO_HISTORY: gettext_lazy("No figure from before shows whether this can be done."),
    Why.NOT_SPLIT: gettext_lazy("Name at least two milestones, each with the day it is due."),
    Why.AT_THE_TOP: gettext_lazy("A goal of the company: others serve it."),
    Why.ABOVE_IS_DUE_BEFORE: gettext_lazy("The goal above is due before this one starts."),
    Why.ON_ITS_OWN: gettext_lazy("It serves no goal above, no quota and no plan."),
    Why.UNDATED: gettext_lazy("It needs a first day and a day on which it is due."),
    Why.IS_OVER: gettext_lazy("The day on which it is due is over."),
    Why.NO_WORKING_DAY: gettext_lazy("There is no working day in it."),
    Why.NO_CHECK_INS: gettext_lazy("Nobody looks at it until it is due: choose check-ins."),
}


@register.filter
def letter_name(letter: Letter) -> str:
    return str(LETTER_NAMES[letter])


@register.simple_tag(takes_context=True)
def letter_words(context: Context, check: SmartCheck, finding: Finding) -> str:
    """Why this letter is fine or weak."""
    if finding.why in _SENTENCES:
        return str(_SENTENCES[finding.why])
    return _ABOUT[finding.why](check)


@register.simple_tag(takes_context=True)
def rate_words(context: Context, value: Decimal | None, evidence: Evidence) -> str:
    """A figure of the evidence: "50 a working day", "22%"."""
    words = figure_words(value, unit_of(context, evidence.unit))
    return _("%s a working day") % words if evidence.per_day and value is not None else words


def figure_words(value: Decimal | None, unit: str) -> str:
    """An amount in the unit of a goal; a share in percent with as many decimals as it has."""
    if unit == SHARE:
        return written.UNKNOWN if value is None else written.percent(value, _decimals(value * 100))
    if unit in ("", "score", "count") or unit in written.WORDS or unit == written.MONEY:
        return written.quantity(value, unit)
    if unit == "percent" or written.is_currency(unit):
        return written.quantity(value, unit)
    return f"{written.number(value)}{written.JOINT}{unit}"


def proposed_statement(terms: GoalTerms, *, currency: str) -> str:
    """ "Win rate from 22% to 28% by 31 Dec"; "" as long as a figure or day is missing."""
    return _proposal(terms, currency).replace(written.JOINT, " ")


def _decimals(value: Decimal) -> int:
    """So many as are needed, two at most."""
    exponent = written.half_up(value, 2).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _proposal(terms: GoalTerms, currency: str) -> str:
    if not terms.has_figure or terms.target is None or terms.due_on is None:
        return ""
    unit = currency if terms.figure_unit == written.MONEY else terms.figure_unit
    said = {
        "what": _what(terms),
        "start": figure_words(terms.start, unit),
        "target": figure_words(terms.target, unit),
        "due": date_format(terms.due_on, "j M"),
    }
    if terms.shape == Goal.Shape.DAILY:
        return _("%(target)s %(what)s a day until %(due)s") % said
    if terms.shape == Goal.Shape.LEVEL:
        sentence = _("%(what)s from %(start)s to %(target)s by %(due)s") % said
        return sentence if terms.start is not None else ""
    if terms.metric is None:
        return _("%(target)s by %(due)s") % said
    return _("%(target)s %(what)s by %(due)s") % said


def _what(terms: GoalTerms) -> str:
    if terms.metric is None:
        return _("Figure") if not terms.unit else terms.unit
    name = terms.metric.name
    if terms.out_of:
        return _rate_name(terms)
    return name if terms.shape == Goal.Shape.LEVEL else terms.metric.in_sentence


def _rate_name(terms: GoalTerms) -> str:
    """The usual names of the usual rates; for others what they are made of."""
    part = terms.metric.slug if terms.metric else ""
    if {whole.slug for whole in terms.out_of} == {"deals_won", "deals_lost"}:
        usual = {"deals_won": _("Win rate"), "deals_lost": _("Loss rate")}
        if part in usual:
            return usual[part]
    name = terms.metric.name if terms.metric else ""
    if terms.is_share:
        return _("Share of “%(part)s” in %(whole)s") % {"part": name, "whole": _wholes(terms)}
    return _("“%(part)s” per %(whole)s") % {"part": name, "whole": _wholes(terms)}


def _wholes(terms: GoalTerms) -> str:
    return " + ".join(f"“{whole.name}”" for whole in terms.out_of)


def _names_metric(check: SmartCheck) -> str:
    if check.terms.out_of:
        return _("It names the figure: %s.") % _rate_name(check.terms)
    name = check.terms.metric.name if check.terms.metric else ""
    return _("It names what counts: “%s”.") % name


def _reached(check: SmartCheck) -> str:
    evidence, why = check.evidence, check.findings[2].why
    if evidence is None or evidence.reach is None:
        return ""
    sentence = _WEEKS[why] if evidence.per_day else _WINDOWS[why]
    said = {"reached": evidence.reach.reached, "known": evidence.reach.known}
    return " ".join(filter(None, (str(sentence) % said, team_words(evidence))))


_WEEKS = {
    Why.ROUTINE: gettext_lazy(
        "Routine: the needed rate was reached in %(reached)s of %(known)s weeks."
    ),
    Why.STRETCH: gettext_lazy(
        "A stretch: the needed rate was reached in %(reached)s of %(known)s weeks."
    ),
    Why.NEVER: gettext_lazy("Never yet reached: the needed rate in none of %(known)s weeks."),
}
_WINDOWS = {
    Why.ROUTINE: gettext_lazy("Routine: reached in %(reached)s of %(known)s four-week windows."),
    Why.STRETCH: gettext_lazy("A stretch: reached in %(reached)s of %(known)s four-week windows."),
    Why.NEVER: gettext_lazy("Never yet reached in %(known)s four-week windows."),
}


def team_words(evidence: Evidence) -> str:
    """Where the needed rate lies among the others; "" with too few of them."""
    if evidence.percentile is None:
        return ""
    return ngettext(
        "Compared with %(count)s other: %(share)s do less well than this asks.",
        "Compared with %(count)s others: %(share)s do less well than this asks.",
        evidence.others,
    ) % {"count": evidence.others, "share": written.percent(evidence.percentile, 0)}


def _part_of_goal(check: SmartCheck) -> str:
    return _("Part of “%s”.") % check.terms.parent


def _part_of_plan(check: SmartCheck) -> str:
    return _("Part of the plan “%s”.") % check.terms.plan


def _serves_quota(check: SmartCheck) -> str:
    return _("It serves the quota of “%s”.") % check.terms.serves_quota


def _dated(check: SmartCheck) -> str:
    return ngettext(
        "It starts and ends, with %s check-in on the way.",
        "It starts and ends, with %s check-ins on the way.",
        check.check_ins,
    ) % written.number(Decimal(check.check_ins))


def _few_check_ins(check: SmartCheck) -> str:
    return ngettext(
        "Only %s check-in before it is over: choose a shorter rhythm or a later day.",
        "Only %s check-ins before it is over: choose a shorter rhythm or a later day.",
        check.check_ins,
    ) % written.number(Decimal(check.check_ins))


_ABOUT: dict[Any, Callable[[SmartCheck], str]] = {
    Why.NAMES_METRIC: _names_metric,
    Why.ROUTINE: _reached,
    Why.STRETCH: _reached,
    Why.NEVER: _reached,
    Why.PART_OF_GOAL: _part_of_goal,
    Why.PART_OF_PLAN: _part_of_plan,
    Why.SERVES_QUOTA: _serves_quota,
    Why.DATED: _dated,
    Why.FEW_CHECK_INS: _few_check_ins,
}


@register.filter
def history_value(value: Any) -> str:
    """A value as it was stored, in words; nothing is "–"."""
    if value is None or value == "":
        return written.UNKNOWN
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "j M Y")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
