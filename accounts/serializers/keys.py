"""How a program names people and teams: an e-mail, an external id or an id."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.queries.named import Key, people_named, team_named


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}]})
class KeyField(serializers.CharField):
    """An e-mail, an external id or an id: text as it stands, or a whole number."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Name it by its e-mail, external id or id.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, **options)

    def run_validation(self, data: Any = serializers.empty) -> Key | None:
        if isinstance(data, int) and not isinstance(data, bool):
            return data
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class VisibleRepField(KeyField):
    """The person meant, among `context["people"]`: the others do not exist."""

    default_error_messages: ClassVar[dict[str, Any]] = {"unknown": _("There is no such rep.")}

    def run_validation(self, data: Any = serializers.empty) -> Any:
        key = super().run_validation(data)
        if key is None:
            return None
        found = people_named(self.context["people"], [key])
        return found.get(key) or self.fail("unknown")


class VisibleTeamField(KeyField):
    """The team meant by its external id or id, among `context["teams"]`: no other exists."""

    default_error_messages: ClassVar[dict[str, Any]] = {"unknown": _("There is no such team.")}

    def run_validation(self, data: Any = serializers.empty) -> Any:
        key = super().run_validation(data)
        if key is None:
            return None
        return team_named(self.context["teams"], key) or self.fail("unknown")
