"""Draft, save, discard and publish versions; a published version never changes."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actions.marks import mark_stale
from accounts.models import Organisation, User
from scorecards.actions.activities import Refusal, sign_history
from scorecards.models import Benchmark, Scorecard, Section, Version
from scorecards.queries.drafts import (
    WrittenCard,
    WrittenLine,
    WrittenSection,
    blank_terms,
    terms_of,
)
from scorecards.queries.effects import latest_begun, plans_that_count, start_refusal
from scorecards.queries.enrolment import enrolment
from scorecards.queries.terms import period_rules

_A_DAY = timedelta(days=1)


@transaction.atomic
def start_draft(*, scorecard: Scorecard, by: User, today: date) -> Version:
    """The scorecard's draft: the one there is, or a copy of the version in force.

    Without one in force the newest version is copied, without any the draft is empty.
    """
    Scorecard.objects.select_for_update(no_key=True).get(pk=scorecard.pk)
    if draft := scorecard.versions.drafts().first():
        return draft
    published = list(scorecard.versions.published())
    begun = latest_begun(published, today=today)
    source = begun or max(published, key=lambda version: version.number, default=None)
    starts_on = max(today, begun.starts_on + _A_DAY) if begun else today
    terms = terms_of(source) if source else blank_terms(starts_on=starts_on)
    highest = scorecard.versions.aggregate(highest=Max("number"))["highest"] or 0
    draft = Version(scorecard=scorecard, number=highest + 1, made_by=by)
    return store_terms(draft, replace(terms, starts_on=starts_on, note=""), by=by)


@transaction.atomic
def save_draft(*, draft: Version, terms: WrittenCard, by: User) -> Version:
    """Put these terms in place of the draft's. Raises Refusal when it is published by now."""
    return store_terms(_locked_draft(draft), terms, by=by)


@transaction.atomic
def discard_draft(*, draft: Version, by: User) -> None:
    """Throw the draft away; its number is given again. Raises Refusal when it is published."""
    draft = _locked_draft(draft)
    sign_history(draft, by=by)
    draft.delete()


@transaction.atomic
def publish_draft(
    *, draft: Version, starts_on: date, by: User, now: datetime, today: date
) -> Version:
    """Let the draft hold from the first periods starting on or after the day (rule 12).

    Marks every rep who is on the scorecard then or later. Raises Refusal, with nothing
    changed, for a draft without metrics and for a day that `start_refusal` refuses.
    """
    draft = _locked_draft(draft)
    terms = terms_of(draft)
    if not any(section.weight for section in terms.sections):
        raise Refusal("sections", "empty", _("Add a metric with a weight before publishing."))
    published = list(draft.scorecard.versions.published())
    refusal = start_refusal(
        published=published,
        plans=plans_that_count(terms.plans, published, today=today),
        starts_on=starts_on,
        today=today,
        rules=period_rules(Organisation.current()),
    )
    if refusal:
        raise Refusal("starts_on", "start", refusal)
    draft.starts_on = starts_on
    draft.published_at, draft.published_by = now, by
    sign_history(draft, by=by)
    draft.save(update_fields=["starts_on", "published_at", "published_by"])
    concerned = enrolment().ever_on({draft.scorecard_id}, since=starts_on)
    mark_stale(reps=concerned, from_day=starts_on, to_day=None)
    return draft


def store_terms(version: Version, terms: WrittenCard, *, by: User) -> Version:
    """Write the version and its sections and lines anew, in the caller's transaction."""
    version.starts_on, version.note = terms.starts_on, terms.note
    version.ramp = [str(share) for share in terms.ramp]
    sign_history(version, by=by)
    version.save()
    for written in terms.sections:
        section, _made = Section.objects.update_or_create(
            version=version, kind=written.kind, defaults={"period": written.period}
        )
        section.benchmarks.all().delete()
        Benchmark.objects.bulk_create(_benchmarks(section, written))
    return version


def _locked_draft(draft: Version) -> Version:
    """The draft under lock; of two who press a button at once the later one is told."""
    found = Version.objects.drafts().select_for_update(no_key=True, of=("self",))
    locked = found.select_related("scorecard").filter(pk=draft.pk).first()
    if locked is None:
        raise Refusal("version", "published", _("This draft was published or discarded meanwhile."))
    return locked


def _benchmarks(section: Section, written: WrittenSection) -> list[Benchmark]:
    return [_benchmark(section, line, position) for position, line in enumerate(written.lines)]


def _benchmark(section: Section, line: WrittenLine, position: int) -> Benchmark:
    profile = line.weekday_profile
    return Benchmark(
        section=section,
        metric=line.metric,
        position=position,
        target=line.target,
        weight=line.weight,
        start_gate=line.start_gate,
        stop_gate=line.stop_gate,
        weekday_profile=[str(part) for part in profile] if profile else None,
        prorated=line.prorated,
        from_quota=line.from_quota,
    )
