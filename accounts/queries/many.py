"""Thousands of ids in a query: one parameter instead of one each."""

import json
from collections.abc import Collection

from django.db import connection
from django.db.models.expressions import RawSQL

_FEW = 200
_LISTS = {
    "postgresql": "SELECT jsonb_array_elements_text(%s::jsonb)::bigint",
    "sqlite": "SELECT value FROM json_each(%s)",
}
_TEXTS = {
    "postgresql": "SELECT jsonb_array_elements_text(%s::jsonb)",
    "sqlite": "SELECT value FROM json_each(%s)",
}


def among(ids: Collection[int]) -> RawSQL | list[int]:
    """What stands behind `__in`."""
    if len(ids) <= _FEW:
        return list(ids)
    return RawSQL(_LISTS[connection.vendor], [json.dumps(sorted(ids))])  # noqa: S611 – fixed texts


def texts_among(texts: Collection[str]) -> RawSQL | list[str]:
    """What stands behind `__in` of texts."""
    if len(texts) <= _FEW:
        return list(texts)
    return RawSQL(_TEXTS[connection.vendor], [json.dumps(sorted(texts))])  # noqa: S611 – fixed texts
