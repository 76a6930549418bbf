"""What late facts would change, as a plain table for a file."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from scorecards.actions.late_effects import LateEffect
from scorecards.models import Closing
from scorecards.queries.closings.tables import name_of
from scorecards.queries.quotas.tables import QuotaTable


def effects_table(closing: Closing, effects: Iterable[LateEffect]) -> QuotaTable:
    header: tuple[str, ...] = (_("Section"), _("Period"), _("Rep"), _("Score"), _("Score then"))
    header += (_("Place"), _("Place then"))
    rows = tuple(
        (
            effect.frozen.kind,
            effect.frozen.key,
            effect.rep_name,
            effect.frozen.score,
            effect.score,
            effect.frozen.rank,
            effect.rank,
        )
        for effect in effects
    )
    return QuotaTable(name_of(closing, "changes"), header, rows)
