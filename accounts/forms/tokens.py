"""The form of a new API token."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.models import ApiToken, Organisation

_ON_A_DAY, _NEVER = "day", "never"


class TokenForm(forms.Form):
    """The least that serves comes first: reading, for some months."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What will use it, such as “CRM sync”.")
    )
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=[
            (ApiToken.Scope.READ, _("Read")),
            (ApiToken.Scope.FACTS, _("Read, and write facts: activities and opportunities")),
            (ApiToken.Scope.MANAGE, _("All that you may: quotas and goals, too")),
        ],
        initial=ApiToken.Scope.READ,
        help_text=_("Never more than you may yourself."),
    )
    lasts = forms.ChoiceField(
        label=_("Holds"),
        choices=[
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("365", _("365 days")),
            (_ON_A_DAY, _("Until the day below")),
            (_NEVER, _("Until it is revoked")),
        ],
        initial="90",
    )
    last_day = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("For “Until the day below”; that day included."),
    )

    def __init__(
        self, *args: Any, now: datetime, organisation: Organisation, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._now = now
        self._organisation = organisation

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day = cleaned.get("last_day")
        if cleaned.get("lasts") != _ON_A_DAY or "last_day" in self.errors:
            return cleaned
        if day is None:
            self.add_error("last_day", gettext("Say until which day."))
        elif day < self._organisation.day_of(self._now):
            self.add_error("last_day", gettext("This day is over."))
        return cleaned

    def expires_at(self) -> datetime | None:
        """The moment from which the token holds no more; None: there is none."""
        lasts = self.cleaned_data["lasts"]
        if lasts == _NEVER:
            return None
        if lasts != _ON_A_DAY:
            return self._now + timedelta(days=int(lasts))
        following = self.cleaned_data["last_day"] + timedelta(days=1)
        return datetime.combine(following, time(), tzinfo=self._organisation.zone)
