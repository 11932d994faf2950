"""Writes folders of admission for tests, and reads the reference problems into them."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np


def write_table(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def write_folder(folder: Path, rules: dict[str, Any] | None = None, **tables: list[Sequence[Any]]) -> Path:
    """Write files by name, each a list of lines whose first is the head; `_` in a name stands for `-`."""
    for name, (head, *rows) in tables.items():
        write_table(folder / f"{name.replace('_', '-')}.csv", head, rows)
    if rules is not None:
        (folder / "rules.json").write_text(json.dumps(rules), encoding="utf-8")
    return folder


def _choices(wishes: np.ndarray) -> list[Sequence[Any]]:
    head = ["applicant", *(f"choice{k + 1}" for k in range(wishes.shape[1]))]
    return [head, *([f"A{who}", *(f"S{s}" if s >= 0 else "" for s in row)] for who, row in enumerate(wishes))]


def write_school_choice(data: Any, folder: Path) -> Path:
    """Write a reference problem of school choice."""
    wishes, lottery = data["pref"], data["lot"]
    classes = (data["prio"] - lottery[:, None]) // len(lottery)
    named = [
        [f"A{who}", f"S{wishes[who, k]}", classes[who, k]]
        for who, k in zip(*np.nonzero((classes < 2) & (wishes >= 0)), strict=True)
    ]
    return write_folder(
        folder,
        {"default_class": 2},
        schools=[["school", "capacity"], *([f"S{i}", seats] for i, seats in enumerate(data["cap"]))],
        applicants=[["applicant", "lottery"], *([f"A{i}", number] for i, number in enumerate(lottery))],
        choices=_choices(wishes),
        priorities=[["applicant", "school", "class"], *named],
    )


def write_two_stages(data: Any, folder: Path) -> Path:
    """Write the reference problem of 指标到校 before 平行志愿."""
    columns = ("score", "tie1", "tie2", "lottery")
    people = [
        [f"A{i}", *(data[name][i] for name in columns), f"J{data['junior'][i]}"]
        for i in range(len(data["score"]))
    ]
    quotas = [[f"S{s}", f"J{j}", seats] for (s, j), seats in np.ndenumerate(data["quota"])]
    wish = [[f"A{i}", f"S{s}"] for i, s in enumerate(data["quota_pref"]) if s >= 0]
    return write_folder(
        folder,
        {"quota_floor": int(data["floor"])},
        schools=[["school", "capacity"], *([f"S{i}", seats] for i, seats in enumerate(data["capacity"]))],
        applicants=[["applicant", *columns, "group"], *people],
        choices=_choices(data["pref"]),
        choices_quota=[["applicant", "choice1"], *wish],
        quotas=[["school", "group", "seats"], *quotas],
    )
