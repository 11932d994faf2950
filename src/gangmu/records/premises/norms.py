"""The lines of 优质均衡 for what premises yield, and how a school stands to them (balanced_development 2.1.1 [V]). Pure, no Django."""

from enum import StrEnum

#: Stage → rate → the line that a school reaches (教督〔2017〕6号, L4 to L7).
LINES: dict[str, dict[str, float]] = {
    "PRI": {"teaching_area": 4.5, "sports_area": 7.5, "equipment_value": 2000, "multimedia_rooms": 2.3},
    "JUN": {"teaching_area": 5.8, "sports_area": 10.2, "equipment_value": 2500, "multimedia_rooms": 2.4},
}
#: The part of a line below which the one rate that may fall short must not lie, in hundredths.
FLOOR = 85


class Standing(StrEnum):
    """How a rate stands to its line."""

    REACHED = "reached"
    NEAR = "near"
    BELOW = "below"
    UNKNOWN = "unknown"


def standing_of(stage: str, rate: str, value: float | None) -> Standing:
    """Return how a rate stands to the line of its stage, compared before rounding (indicators 1.9).

    >>> standing_of("PRI", "teaching_area", 4.5), standing_of("PRI", "teaching_area", 4.499)
    (<Standing.REACHED: 'reached'>, <Standing.NEAR: 'near'>)
    """
    if value is None:
        return Standing.UNKNOWN
    line = LINES[stage][rate]
    if value >= line:
        return Standing.REACHED
    return Standing.NEAR if value * 100 >= line * FLOOR else Standing.BELOW
