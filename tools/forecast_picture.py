"""Draw the worked example of docs/engines/forecasting.md: `python tools/forecast_picture.py` writes docs/pictures/forecast.svg.

A made-up county is forecast from a year in its middle; what came is known and drawn beside.
"""

from pathlib import Path

from gangmu.engines.forecasting.forecast import forecast
from gangmu.engines.forecasting.tests.counties import county

OUT = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "forecast.svg"
ORIGIN, HORIZON, ZONE, SEATS = 2018, 6, "学区1", 4750
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 820, 360, 70, 30, 20, 40


def main() -> None:
    """Write the picture."""
    history, births = county(schools=24, zones=3, years=14, seed=5, noise=0.03, response=0.7)
    answer = forecast(history, births, ORIGIN, HORIZON)
    node = answer.names.index(ZONE)
    members = history.aggregates()[ZONE]
    known = dict(zip(history.years, history.pupils[members].sum(axis=(0, 2)), strict=True))
    ahead = dict(zip(answer.years, answer.mean[:, node, -1], strict=True))
    bounds = [dict(zip(answer.years, row[:, node, -1], strict=True)) for row in answer.bounds]
    values = [*known.values(), *ahead.values(), *(v for row in bounds for v in row.values()), SEATS]
    low, high = min(values) * 0.985, max(values) * 1.015
    first, last = history.years[0], history.years[-1]

    def x(year: float) -> float:
        return LEFT + (year - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    def line(points: dict[int, float], style: str) -> str:
        path = " ".join(f"{x(year):.1f},{y(value):.1f}" for year, value in points.items())
        return f'<polyline points="{path}" fill="none" {style}/>'

    def band(under: dict[int, float], over: dict[int, float], fill: str) -> str:
        start = [(ORIGIN, known[ORIGIN])]
        points = [*start, *over.items(), *reversed(under.items()), *start]
        path = " ".join(f"{x(year):.1f},{y(value):.1f}" for year, value in points)
        return f'<polygon points="{path}" fill="{fill}"/>'

    def words(at: float, level: float, text: str, anchor: str = "middle") -> str:
        return f'<text x="{at:.1f}" y="{level:.1f}" font-size="13" text-anchor="{anchor}" fill="#333">{text}</text>'

    until = {year: value for year, value in known.items() if year <= ORIGIN}
    after = {year: value for year, value in known.items() if year >= ORIGIN}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        band(bounds[2], bounds[3], "#dbe7f6"),
        band(bounds[0], bounds[1], "#b4cdec"),
        f'<line x1="{x(ORIGIN)}" x2="{x(ORIGIN)}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#888" stroke-dasharray="4 4"/>',
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(SEATS):.1f}" y2="{y(SEATS):.1f}" stroke="#c0392b"/>',
        line(until, 'stroke="#222" stroke-width="2"'),
        line({ORIGIN: known[ORIGIN], **ahead}, 'stroke="#1f5fa8" stroke-width="2"'),
        line(after, 'stroke="#222" stroke-width="2" stroke-dasharray="2 4"'),
        words(LEFT + 6, y(SEATS) - 6, "seats", "start"),
        words(x(ORIGIN) - 6, TOP + 12, "known", "end"),
        words(x(ORIGIN) + 6, TOP + 12, "forecast, 80 % and 95 %; dotted: what came", "start"),
        *(words(x(year), HEIGHT - 14, str(year)) for year in range(first, last + 1, 2)),
        *(
            words(LEFT - 8, y(level) + 4, f"{level:,}", "end")
            for level in range(int(low // 200 + 1) * 200, int(high), 200)
        ),
        "</svg>",
    ]
    OUT.write_text("\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
