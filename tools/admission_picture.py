"""Draw the worked example of docs/engines/matching.md: `python tools/admission_picture.py` writes docs/pictures/matching.svg."""

from pathlib import Path

from gangmu.engines.matching.folder import read_problem
from gangmu.engines.matching.staging import assign
from gangmu.engines.matching.waiting import waiting_lists

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDTH, ROW, TOP, BOX, GAP = 760, 110, 40, 96, 12


def main() -> None:
    """Write the picture: each school's seats in its order, the line, and who waits."""
    problem = read_problem(DOCS / "engines" / "matching-example")
    outcome = assign(problem)
    names, schools = problem.applicants.to_pylist(), problem.schools.to_pylist()
    queue = waiting_lists(problem, outcome)
    waiting = list(zip(queue["school"].to_pylist(), queue["applicant"].to_pylist(), strict=True))
    parts = []
    for number, school in enumerate(schools):
        y = TOP + number * ROW
        parts.append(_text(20, y + 38, f"{school}：{problem.capacity[number]} 个学位", 16))
        held = [who for who in range(len(names)) if outcome.school[who] == number]
        there = sorted((_standing(outcome, who, number), names[who]) for who in held)
        later = [
            (_standing(outcome, names.index(who), number), who) for where, who in waiting if where == school
        ]
        for place, ((rank, order), who) in enumerate([*there, *later]):
            x = 190 + place * (BOX + GAP) + (24 if place >= len(there) else 0)
            fill = "#cfe3d4" if place < len(there) else "#f1f1f1"
            parts.append(
                f'<rect x="{x}" y="{y}" width="{BOX}" height="64" rx="6" fill="{fill}" stroke="#888"/>'
            )
            parts.append(_text(x + 10, y + 26, who, 16))
            parts.append(_text(x + 10, y + 50, f"{rank} 类 位次 {order + 1}", 13))
        line = 190 + len(there) * (BOX + GAP) + 6
        parts.append(
            f'<line x1="{line}" x2="{line}" y1="{y - 8}" y2="{y + 72}" stroke="#c0392b" stroke-dasharray="5 4"/>'
        )
        parts.append(_text(line + 8, y - 14, "末位线 → 候补", 12))
    height = TOP + len(schools) * ROW
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">'
    body = "\n".join([head, f'<rect width="{WIDTH}" height="{height}" fill="white"/>', *parts, "</svg>"])
    (DOCS / "pictures" / "matching.svg").write_text(body + "\n", encoding="utf-8")


def _standing(outcome, who: int, school: int) -> tuple[int, int]:
    """Return class and place of an applicant at a school."""
    each = outcome.rounds[0]
    wish = each.choices[who].tolist().index(school)
    return int(each.classes[who, wish]), int(each.place[who])


def _text(x: float, y: float, words: str, size: int) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="#333">{words}</text>'


if __name__ == "__main__":
    main()
