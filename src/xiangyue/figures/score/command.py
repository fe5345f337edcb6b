"""`xiangyue score`: one period as a table or as JSON, both sources side by side."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

from xiangyue.figures.score import queries
from xiangyue.figures.score.rules import Score, ScoringRule, Tally, rounded
from xiangyue.kernel.models import Place
from xiangyue.lib.periods import assessment_period_named


def period_report(town: Place, label: str, today: date, *, rule: ScoringRule | None = None) -> dict[str, Any]:
    """Everything about a town's period in plain values; rates and scores as text, rounded half up, None without
    data. A running period stands beside the same days of others (`days`).
    """
    period = assessment_period_named(label)
    rule = rule or queries.scoring_rule(town, period.start)
    whole = queries.overview(town, period, rule, today)
    ranking = queries.district_ranking(town, label, rule=rule)
    own = next((row for row in ranking if row.town == town), None)
    return {
        "town": town.name,
        "code": town.code,
        "period": label,
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "days": whole.days,
        "rule": {
            "weights": {name: str(weight) for name, weight in rule.weights.items()},
            "satisfaction": {name: str(worth) for name, worth in rule.satisfaction.items()},
            "min_volume": rule.min_volume,
            "note": rule.note_zh,
            "note_en": rule.note_en,
        },
        "received": whole.received,
        "received_last_year": whole.received_last_year,
        "received_change": _text(whole.received_change, 4),
        "per_ten_thousand": _text(whole.per_ten_thousand, 2),
        **{source: _scored(whole.tally[source], whole.score[source]) for source in queries.SOURCES},
        "rank": {"rank": own.rank, "of": own.of, "ties": own.tied_with, "why": own.why} if own else None,
        **{
            f"by_{by}": [
                {
                    "title": row.title,
                    "source": source,
                    "rank": row.ranked.rank,
                    "ties": row.ranked.tied_with,
                    "of": row.ranked.of,
                    "why": row.ranked.why,
                    **_scored(row.tally, row.score),
                }
                for source in queries.SOURCES
                for row in queries.period_rows(town, period, source, by, rule, today)
            ]
            for by in queries.GROUPS
        },
    }


def _scored(tally: Tally, scored: Score) -> dict[str, Any]:
    return {
        "valid": tally.valid,
        "contacted": tally.contacted,
        "contact_asked": tally.contact_base,
        "solved": tally.solved,
        "solution_asked": tally.solution_base,
        "satisfied": dict(tally.satisfied),
        "lacking": list(scored.lacking),
        "excluded": tally.excluded,
        "unreached": tally.unreached,
        "response": _text(scored.response, 4),
        "solution": _text(scored.solution, 4),
        "satisfaction": _text(scored.satisfaction, 4),
        "score": _text(scored.composite, 2),
    }


def _text(value: Fraction | None, places: int) -> str | None:
    return None if value is None else rounded(value, places)


def as_json(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=1)
