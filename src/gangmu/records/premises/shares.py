"""How much of what a school shares belongs to each stage that it runs (balanced_development 2.1.3). Pure, no Django."""

from collections.abc import Mapping

#: The weight of a pupil of a stage: 九年一贯制 1 : 1.1, 完全中学 1 : 1.2, 十二年一贯制 1 : 1.1 : 1.32 (2.1.3 [V]).
WEIGHTS = {"PRI": 1.0, "JUN": 1.1, "SEN": 1.32}


def shares_of(pupils: Mapping[str, int]) -> dict[str, float]:
    """Return the share of each stage in what a school shares, by its pupils; a stage without pupils has none.

    Stages without a weight (kindergarten, vocational, special) take no part: the dossier gives no factor for them.

    >>> shares_of({"PRI": 450})
    {'PRI': 1.0}
    >>> shares = shares_of({"PRI": 550, "JUN": 500})
    >>> shares["PRI"], shares["JUN"]
    (0.5, 0.5)
    """
    weighted = {
        stage: weight * pupils.get(stage, 0) for stage, weight in WEIGHTS.items() if pupils.get(stage, 0) > 0
    }
    whole = sum(weighted.values())
    return {stage: part / whole for stage, part in weighted.items()}
