"""Write down what a closed period stands at: two statements, however many people."""

import json
from collections.abc import Mapping, Sequence

from django.db import connection

from accounts.models import Organisation
from scorecards.models import Closing, Version
from scorecards.periods import PeriodKind
from scorecards.queries.card_terms import card_terms
from scorecards.queries.closed import DayRange
from scorecards.queries.closings.members import closed_with
from scorecards.queries.tallies import spans_sql, spans_values
from scorecards.queries.terms import period_rules


def freeze_days(closing: Closing, days: Mapping[int, Sequence[DayRange]]) -> None:
    """The totals of these days (by rep id) stay as they are from now on."""
    spans = [(rep, first, last) for rep, kept in days.items() for first, last in kept]
    with connection.cursor() as cursor:
        cursor.execute(_DAYS.format(spans=spans_sql()), [*spans_values(spans), closing.pk])


def freeze_scores(closing: Closing) -> None:
    """Every score of the closed period and of the shorter ones that end in it, with its place
    and the words that explain it."""
    kinds = ", ".join(f"'{kind}'" for kind in closed_with(PeriodKind(closing.kind)))
    sql = _SCORES.format(
        words=_WORDS[connection.vendor], kinds=kinds, said=_SAID[connection.vendor]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [
                json.dumps(_words(closing)),
                closing.scorecard_id,
                closing.starts_on,
                closing.ends_on,
                closing.pk,
            ],
        )


def _words(closing: Closing) -> list[tuple[int, dict[str, object]]]:
    """By section id what a page says of its scores, beside the score itself."""
    organisation = Organisation.current()
    versions = Version.objects.published().filter(scorecard=closing.scorecard_id)
    terms = card_terms([closing.scorecard_id], rules=period_rules(organisation))
    notes = dict(versions.values_list("pk", "note"))
    common = {
        "scorecard": closing.scorecard.name,
        "ahead_from": str(organisation.ahead_from),
        "on_track_from": str(organisation.on_track_from),
        "at_risk_from": str(organisation.at_risk_from),
        "currency": organisation.currency,
    }
    return [
        (
            section.section_id,
            {
                **common,
                "version": section.version_number,
                "since": section.effective_from.isoformat(),
                "note": notes[section.version_id],
            },
        )
        for section in terms.sections.get(closing.scorecard_id, ())
    ]


_DAYS = """
    WITH spans AS ({spans})
    INSERT INTO scorecards_frozendays (closing_id, rep_id, from_day, to_day)
    SELECT %s, rep_id, from_day, to_day FROM spans
"""

# A section's words, and a rep's and their team's name with them.
_WORDS = {
    "postgresql": "SELECT (v->>0)::bigint AS section_id, v->1 AS words"
    " FROM jsonb_array_elements(%s::jsonb) AS v",
    "sqlite": "SELECT json_extract(value, '$[0]') AS section_id,"
    " json_extract(value, '$[1]') AS words FROM json_each(%s)",
}
_SAID = {
    "postgresql": "words.words || jsonb_build_object('rep', person.name, 'team', {team})",
    "sqlite": "json_patch(words.words, json_object('rep', person.name, 'team', {team}))",
}
_TEAM = """COALESCE((
        SELECT team.name FROM accounts_membership stay
        JOIN accounts_team team ON team.id = stay.team_id
        WHERE stay.user_id = score.rep_id AND stay.starts_on <= score.counted_to
          AND (stay.ends_on IS NULL OR stay.ends_on >= score.counted_from)
        ORDER BY stay.starts_on DESC LIMIT 1
    ), '')"""
_SAID = {vendor: said.format(team=_TEAM) for vendor, said in _SAID.items()}

# Places as in queries/places.py, among all scores of a scored period (rule 24).
_SCORES = """
    WITH words AS ({words}), held AS (
        SELECT score.*, period.section_id, section.kind, section.period, period.key,
            period.starts_on, period.ends_on,
            RANK() OVER (
                PARTITION BY scored_period_id, score IS NULL ORDER BY score DESC
            ) AS place,
            COUNT(score) OVER (PARTITION BY scored_period_id) AS ranked,
            COUNT(*) OVER (PARTITION BY scored_period_id, score) - 1 AS same,
            MIN(score) OVER (
                PARTITION BY scored_period_id, score IS NULL ORDER BY score
                GROUPS BETWEEN 1 FOLLOWING AND 1 FOLLOWING
            ) AS next_score
        FROM scorecards_score score
        JOIN scorecards_scoredperiod period ON period.id = score.scored_period_id
        JOIN scorecards_section section ON section.id = period.section_id
        JOIN scorecards_version version ON version.id = section.version_id
        WHERE version.scorecard_id = %s AND period.ends_on BETWEEN %s AND %s
          AND section.period IN ({kinds})
    )
    INSERT INTO scorecards_frozenscore (
        closing_id, rep_id, section_id, kind, period, key, starts_on, ends_on, score, points,
        weight, lines, presence, working_days, present_days, counted_from, counted_to,
        scored_at, rank, ranked, better, same, lower, next_score, standing
    )
    SELECT %s, score.rep_id, score.section_id, score.kind, score.period, score.key,
        score.starts_on, score.ends_on, score.score, score.points, score.weight, score.lines,
        score.presence, score.working_days, score.present_days, score.counted_from,
        score.counted_to, score.scored_at,
        CASE WHEN score.score IS NOT NULL THEN score.place END, score.ranked,
        CASE WHEN score.score IS NULL THEN 0 ELSE score.place - 1 END,
        CASE WHEN score.score IS NULL THEN 0 ELSE score.same END,
        CASE WHEN score.score IS NULL THEN 0 ELSE score.ranked - score.place - score.same END,
        score.next_score, {said}
    FROM held score
    JOIN words ON words.section_id = score.section_id
    JOIN accounts_user person ON person.id = score.rep_id
"""
