"""What the second reading of a file needs to know."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass

from scorecards.parsing.amounts import DecimalMark
from scorecards.parsing.mapping import Mapping
from scorecards.parsing.moments import DateFormat


@dataclass(frozen=True)
class Plan:
    """All that is needed to parse one row: the mapping, and how each column writes."""

    mapping: Mapping
    dates: Dict[str, DateFormat]
    marks: Dict[str, DecimalMark]
