"""One version to read, and a draft before it is published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.access import people_visible_to
from accounts.models import Organisation, User
from scorecards.models import Scorecard, Version
from scorecards.queries.changes import Change, changes_between
from scorecards.queries.drafts import WrittenCard, terms_of_many
from scorecards.queries.editor import VersionRow, version_rows
from scorecards.queries.effects import (
    SectionPlan,
    StartEffects,
    effects_of,
    latest_begun,
    plans_that_count,
)
from scorecards.queries.enrolment import enrolment
from scorecards.queries.preview import Preview, preview_of
from scorecards.queries.terms import period_rules


@dataclass(frozen=True)
class VersionPage:
    """`former`: the published version before it; `changes`: what it says otherwise than that."""

    row: VersionRow
    terms: WrittenCard
    former: Version | None
    changes: list[Change]


@dataclass(frozen=True)
class PreviewPage:
    """`base`: the version in force that the draft is compared with."""

    draft: Version
    terms: WrittenCard
    base: Version | None
    changes: list[Change]
    preview: Preview
    effects: StartEffects

    @property
    def is_empty(self) -> bool:
        return not any(section.weight for section in self.terms.sections)


def version_page(version: Version, *, today: date) -> VersionPage:
    versions = list(version.scorecard.versions.select_related("published_by").order_by("number"))
    row = next(row for row in version_rows(versions, today=today) if row.version == version)
    earlier = [v for v in versions if not v.is_draft and v.number < version.number]
    former = max(earlier, key=lambda v: v.number, default=None)
    terms = terms_of_many([version, *([former] if former else [])])
    base = terms[former.pk] if former else None
    return VersionPage(
        row=row,
        terms=terms[version.pk],
        former=former,
        changes=changes_between(base, terms[version.pk]) if base else [],
    )


def preview_page(
    draft: Version, *, user: User, starts_on: date, now: datetime, today: date
) -> PreviewPage:
    """What publishing the draft would change; only people whom the user may see by name."""
    published = list(draft.scorecard.versions.published())
    base = latest_begun(published, today=today)
    terms = terms_of_many([draft, *([base] if base else [])])
    visible = set(people_visible_to(user, today=today).values_list("pk", flat=True))
    return PreviewPage(
        draft=draft,
        terms=terms[draft.pk],
        base=base,
        changes=changes_between(terms[base.pk], terms[draft.pk]) if base else [],
        preview=preview_of(draft, enrolled=enrolment(), visible=visible, now=now, today=today),
        effects=start_effects(
            draft.scorecard,
            plans=terms[draft.pk].plans,
            starts_on=starts_on,
            today=today,
        ),
    )


def start_effects(
    card: Scorecard, *, plans: Iterable[SectionPlan], starts_on: date, today: date
) -> StartEffects:
    """What it means that a draft of the scorecard with these sections starts on a day."""
    published = list(card.versions.published())
    return effects_of(
        published=published,
        plans=plans_that_count(plans, published, today=today),
        starts_on=starts_on,
        today=today,
        rules=period_rules(Organisation.current()),
    )
