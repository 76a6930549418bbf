"""Rows of a request: each is read by itself, and the answer says what became of all."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeVar, cast

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.settings import api_settings

from scorecards.ingest.posted import Rejected

Row = TypeVar("Row")


class Strict(serializers.Serializer[Any]):
    """Refuses fields that it does not know: a mistyped `external_id` must not go unseen."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown_field": _("There is no such field.")
    }

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                message = self.error_messages["unknown_field"]
                raise ValidationError({name: [message] for name in unknown}, "unknown_field")
        return super().to_internal_value(data)


class RejectedRowSerializer(serializers.Serializer[Rejected]):
    """A row that was not stored."""

    index = serializers.IntegerField(help_text="Place of the row in the request, from 0.")
    field = serializers.CharField(allow_null=True, help_text="null: the row as a whole.")
    code = serializers.CharField()
    message = serializers.CharField()


class PostedRowsSerializer(serializers.Serializer[Any]):
    """What became of the rows: the four numbers of rows add up to all rows sent."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    rejected = RejectedRowSerializer(many=True)


def read_rows(
    rows: Iterable[Any],
    *,
    by: serializers.BaseSerializer[Any],
    make: Callable[..., Row],
    plainly: Callable[[int, Any], Row | None] = lambda _index, _row: None,
) -> tuple[list[Row], list[Rejected]]:
    """The rows that can be understood, and the others with the first thing wrong in each.

    `plainly` may read a row by a shorter way, to the same end; None: it needs the serializer.
    """
    found, rejected = [], []
    for index, row in enumerate(rows):
        if plain := plainly(index, row):
            found.append(plain)
            continue
        try:
            found.append(make(index=index, **by.run_validation(row)))
        except ValidationError as error:
            rejected.append(_rejected(index, error))
    return found, rejected


def _rejected(index: int, error: ValidationError) -> Rejected:
    """The first thing wrong: lists of reasons by the name of the field, or one for the row."""
    row = api_settings.NON_FIELD_ERRORS_KEY
    found = error.detail if isinstance(error.detail, dict) else {row: error.detail}
    field, reasons = next(iter(cast(dict[str, Any], found).items()))
    reason = _first(reasons)
    return Rejected(index, None if field == row else field, reason.code or "invalid", str(reason))


def _first(reasons: Any) -> ErrorDetail:
    """Of a list inside a row the reasons stand by the place in it."""
    while isinstance(reasons, list | dict):
        reasons = next(iter(reasons.values() if isinstance(reasons, dict) else reasons))
    return cast(ErrorDetail, reasons)
