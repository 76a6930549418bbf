"""Make, rename and take away scorecards."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.marks import mark_stale
from accounts.models import Organisation, Team, User
from scorecards.actions.activities import Refusal, sign_history
from scorecards.actions.drafts import store_terms
from scorecards.models import Scorecard, Version
from scorecards.queries.drafts import USUAL_PERIODS, blank_terms
from scorecards.queries.effects import earliest_start
from scorecards.queries.enrolment import reps_reached
from scorecards.queries.terms import period_rules


@transaction.atomic
def create_scorecard(*, name: str, owner_team: Team | None, by: User, today: date) -> Scorecard:
    """A scorecard with an empty draft, which is to count from the periods running today."""
    card = Scorecard(name=name, owner_team=owner_team)
    sign_history(card, by=by)
    card.save(force_insert=True)
    rules = period_rules(Organisation.current())
    starts_on = earliest_start(USUAL_PERIODS.values(), today=today, rules=rules)
    version = Version(scorecard=card, number=1, starts_on=starts_on, made_by=by)
    store_terms(version, blank_terms(starts_on=starts_on), by=by)
    return card


@transaction.atomic
def change_scorecard(
    *, scorecard: Scorecard, name: str, owner_team: Team | None, by: User
) -> Scorecard:
    """Rename a scorecard or give it to another team's managers; no score changes."""
    scorecard.name, scorecard.owner_team = name, owner_team
    sign_history(scorecard, by=by)
    scorecard.save(update_fields=["name", "owner_team"])
    return scorecard


@transaction.atomic
def remove_scorecard(*, scorecard: Scorecard, by: User) -> None:
    """Take away a scorecard that never held. Raises Refusal once a version was published."""
    if scorecard.versions.published().exists():
        raise Refusal(
            "scorecard", "published", _("A scorecard that was published stays, for its scores.")
        )
    # Whoever was assigned to it is on another scorecard now, or on none.
    for assignment in scorecard.assignments.all():
        mark_stale(
            reps=reps_reached(assignment),
            from_day=assignment.starts_on,
            to_day=assignment.ends_on,
        )
    sign_history(scorecard, by=by)
    scorecard.delete()
