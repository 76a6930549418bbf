"""The five letters of a goal: each is fine or weak, and says why. Values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from goals.rhythm import next_check_in

FEWEST_STRETCHES = 8
"""With fewer the history says nothing; as with the chance of reaching a target (rule 19)."""

FEWEST_OTHERS = 3
"""Among fewer others a place in the team would tell what each of them does."""

FEWEST_WORDS = 3
FEWEST_CHECK_INS = 2
_HALF = Decimal("0.5")


class Letter(StrEnum):
    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACHIEVABLE = "achievable"
    RELEVANT = "relevant"
    TIME_BOUND = "time_bound"


class Word(StrEnum):
    """How often the needed rate was reached before."""

    ROUTINE = "routine"
    STRETCH = "stretch"
    NEVER = "never"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """The reason behind a letter; those in WEAK make it weak."""

    NAMES_METRIC = "names_metric"
    NAMES_FIGURE = "names_figure"
    NAMES_STEPS = "names_steps"
    NAMES_OUTCOME = "names_outcome"
    NAMES_NOTHING = "names_nothing"
    SAYS_TOO_LITTLE = "says_too_little"
    COUNTED = "counted"
    REPORTED = "reported"
    DONE_STEPS = "done_steps"
    SAID = "said"
    FROM_BELOW = "from_below"
    NOBODY_REPORTS = "nobody_reports"
    INCOMPLETE = "incomplete"
    ROUTINE = "routine"
    STRETCH = "stretch"
    SPLIT = "split"
    NEVER = "never"
    TOO_LITTLE_HISTORY = "too_little_history"
    NO_HISTORY = "no_history"
    NOT_SPLIT = "not_split"
    PART_OF_GOAL = "part_of_goal"
    PART_OF_PLAN = "part_of_plan"
    SERVES_QUOTA = "serves_quota"
    AT_THE_TOP = "at_the_top"
    ABOVE_IS_DUE_BEFORE = "above_is_due_before"
    ON_ITS_OWN = "on_its_own"
    DATED = "dated"
    UNDATED = "undated"
    IS_OVER = "is_over"
    NO_WORKING_DAY = "no_working_day"
    NO_CHECK_INS = "no_check_ins"
    FEW_CHECK_INS = "few_check_ins"


WEAK = frozenset(
    {
        Why.NAMES_NOTHING,
        Why.SAYS_TOO_LITTLE,
        Why.NOBODY_REPORTS,
        Why.INCOMPLETE,
        Why.NEVER,
        Why.TOO_LITTLE_HISTORY,
        Why.NO_HISTORY,
        Why.NOT_SPLIT,
        Why.ABOVE_IS_DUE_BEFORE,
        Why.ON_ITS_OWN,
        Why.UNDATED,
        Why.IS_OVER,
        Why.NO_WORKING_DAY,
        Why.NO_CHECK_INS,
        Why.FEW_CHECK_INS,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    letter: Letter
    why: Why

    @property
    def is_weak(self) -> bool:
        return self.why in WEAK


@dataclass(frozen=True, slots=True)
class Reach:
    """Of `known` stretches of history the needed rate was reached in `reached`."""

    known: int
    reached: int

    @property
    def word(self) -> Word:
        """Routine: in half of them or more."""
        if self.known < FEWEST_STRETCHES:
            return Word.UNKNOWN
        if not self.reached:
            return Word.NEVER
        return Word.ROUTINE if self.reached >= self.known * _HALF else Word.STRETCH


@dataclass(frozen=True, slots=True)
class Sketch:
    """What the letters look at; None is not said yet.

    `counted`: a metric brings the figure; `by_below`: the goals below bring it. `reach` is None
    where no history can be compared with. `steps` are the days on which milestones are due.
    `above_due_on` is the day on which the goal above is due.
    """

    statement: str
    shape: str
    counted: bool = False
    by_below: bool = False
    unit: str = ""
    start: Decimal | None = None
    target: Decimal | None = None
    steps: Sequence[date | None] = ()
    reach: Reach | None = None
    has_parent: bool = False
    has_plan: bool = False
    has_quota: bool = False
    is_company: bool = False
    above_due_on: date | None = None
    starts_on: date | None = None
    due_on: date | None = None
    rhythm: str = "never"
    working_days: Decimal | None = None


def letters(sketch: Sketch, *, today: date) -> tuple[Finding, ...]:
    """The five letters in their order."""
    return (
        Finding(Letter.SPECIFIC, _specific(sketch)),
        Finding(Letter.MEASURABLE, _measurable(sketch)),
        Finding(Letter.ACHIEVABLE, _achievable(sketch)),
        Finding(Letter.RELEVANT, _relevant(sketch)),
        Finding(Letter.TIME_BOUND, _time_bound(sketch, today)),
    )


def reach_of(values: Sequence[Decimal | None], *, needed: Decimal, rising: bool) -> Reach:
    """In how many of the known stretches the value was as good as needed, or better."""
    known = [value for value in values if value is not None]
    return Reach(len(known), sum(_is_good(value, needed, rising) for value in known))


def percentile_of(
    needed: Decimal, others: Sequence[Decimal | None], *, rising: bool
) -> Decimal | None:
    """The share of the others who do worse than needed; None with too few of them."""
    known = [value for value in others if value is not None]
    if len(known) < FEWEST_OTHERS:
        return None
    worse = sum(not _is_good(value, needed, rising) for value in known)
    return Decimal(worse) / len(known)


def check_ins_in(*, starts_on: date, due_on: date, rhythm: str) -> int:
    """How many check-ins the rhythm asks for."""
    count, last = 0, None
    while last := next_check_in(rhythm=rhythm, starts_on=starts_on, due_on=due_on, last=last):
        count += 1
    return count


def _is_good(value: Decimal, needed: Decimal, rising: bool) -> bool:
    return value >= needed if rising else value <= needed


def _specific(sketch: Sketch) -> Why:
    if len(sketch.statement.split()) < FEWEST_WORDS:
        return Why.SAYS_TOO_LITTLE
    if sketch.shape == "milestones":
        return Why.NAMES_STEPS
    if sketch.shape == "outcome":
        return Why.NAMES_OUTCOME
    if sketch.counted:
        return Why.NAMES_METRIC
    return Why.NAMES_FIGURE if sketch.unit else Why.NAMES_NOTHING


def _measurable(sketch: Sketch) -> Why:
    if sketch.by_below:
        return Why.FROM_BELOW
    if sketch.shape == "milestones":
        return Why.DONE_STEPS
    if sketch.shape == "outcome":
        return Why.SAID
    if sketch.target is None or (sketch.start is None and sketch.shape == "level"):
        return Why.INCOMPLETE
    if sketch.counted:
        return Why.COUNTED
    return Why.NOBODY_REPORTS if sketch.rhythm == "never" else Why.REPORTED


def _achievable(sketch: Sketch) -> Why:
    if sketch.shape == "milestones":
        is_split = len(sketch.steps) > 1 and None not in sketch.steps
        return Why.SPLIT if is_split else Why.NOT_SPLIT
    if sketch.reach is None:
        return Why.NO_HISTORY
    return _OF_WORD[sketch.reach.word]


_OF_WORD = {
    Word.ROUTINE: Why.ROUTINE,
    Word.STRETCH: Why.STRETCH,
    Word.NEVER: Why.NEVER,
    Word.UNKNOWN: Why.TOO_LITTLE_HISTORY,
}


def _relevant(sketch: Sketch) -> Why:
    above, starts = sketch.above_due_on, sketch.starts_on
    if sketch.has_parent and above and starts and above < starts:
        return Why.ABOVE_IS_DUE_BEFORE
    if sketch.has_parent:
        return Why.PART_OF_GOAL
    if sketch.has_plan:
        return Why.PART_OF_PLAN
    if sketch.has_quota:
        return Why.SERVES_QUOTA
    return Why.AT_THE_TOP if sketch.is_company else Why.ON_ITS_OWN


def _time_bound(sketch: Sketch, today: date) -> Why:
    starts, due = sketch.starts_on, sketch.due_on
    if starts is None or due is None:
        return Why.UNDATED
    if due < today:
        return Why.IS_OVER
    if sketch.working_days == 0:
        return Why.NO_WORKING_DAY
    if sketch.rhythm == "never":
        return Why.NO_CHECK_INS
    planned = check_ins_in(starts_on=starts, due_on=due, rhythm=sketch.rhythm)
    return Why.DATED if planned >= FEWEST_CHECK_INS else Why.FEW_CHECK_INS
