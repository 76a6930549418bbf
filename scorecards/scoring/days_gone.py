"""How much of a period is over, added up once for all the lines that weigh its days alike."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property

from scorecards.scoring.elapsed import Elapsed, day_weights, days_done, elapsed_of
from scorecards.scoring.records import ONE, ZERO, ScoredLine, Spread


class DaysGone:
    """The days of a period at a moment (rule 16); `presence` is the share of each of them."""

    def __init__(
        self, presence: Sequence[Decimal], starts: date, today: date, gone_today: Decimal
    ) -> None:
        self._presence = presence
        self._starts = starts
        self._done = days_done(presence, starts=starts, today=today, gone_today=gone_today)
        self._weighted: list[tuple[Sequence[Decimal] | None, Spread, Elapsed]] = []

    @cached_property
    def begun(self) -> bool:
        """Whether anything has elapsed."""
        return any(self._done)

    @cached_property
    def bare(self) -> Elapsed:
        return elapsed_of(self._presence, self._done, None)

    @property
    def left(self) -> Decimal:
        """Present working days still to come, with the rest of today."""
        return self.bare.total - self.bare.done

    def of_line(self, line: ScoredLine) -> Elapsed:
        """What does not grow by the day is due in whole as soon as anything has elapsed."""
        if line.cumulative:
            return self.of_volume(line)
        return Elapsed(ONE if self.begun else ZERO, ONE)

    def of_volume(self, line: ScoredLine) -> Elapsed:
        """By the line's own weights of the days, if it has any."""
        if line.weekday_profile is None and not line.spread:
            return self.bare
        for profile, spread, known in self._weighted:
            if (profile, spread) == (line.weekday_profile, line.spread):
                return known
        weights = day_weights(
            len(self._presence),
            starts=self._starts,
            profile=line.weekday_profile,
            spread=line.spread,
        )
        found = elapsed_of(self._presence, self._done, weights)
        self._weighted.append((line.weekday_profile, line.spread, found))
        return found
