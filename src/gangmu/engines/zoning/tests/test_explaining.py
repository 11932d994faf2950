"""What is named where no answer exists holds together no longer when any one of it is left out, and nothing else is named."""

import random
import time
from pathlib import Path

import numpy as np
import pytest

from gangmu.engines.contract import Allowance, Infeasible
from gangmu.engines.zoning.explaining import explain, prove
from gangmu.engines.zoning.formats import read_instance
from gangmu.engines.zoning.ground import Ground
from gangmu.engines.zoning.instance import Instance
from gangmu.engines.zoning.solving import solve

HEAD = "kind,id,x,y,pupils,seats,unit,neighbours,value,estate,today,bound,group,cost"


def form(folder: Path, *rows: str, opened: int | None = None) -> Instance:
    """Read rows of our own form, short rows being filled up."""
    path = folder / "map.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return read_instance(path, "gangmu", None, opened)


def conflict(question: Instance) -> tuple[str, ...]:
    """Return what is named."""
    with pytest.raises(Infeasible) as told:
        solve(question, Allowance(60, 12))
    return told.value.conflict


def test_of_two_parts_that_are_both_short_of_seats_one_is_named(tmp_path: Path) -> None:
    rows = [
        "unit,a,0,0,25,,,b", "unit,b,1000,0,25,,,", "unit,c,9000,0,55,,,d", "unit,d,9900,0,55,,,", "school,s,,,,40,a", "school,t,,,,100,c"
    ]  # fmt: skip
    told = "".join(conflict(form(tmp_path, *rows)))
    assert ("“s”" in told) != ("“t”" in told)


def test_a_rule_that_others_make_needless_is_not_named(tmp_path: Path) -> None:
    """The unit is the school's own and too far from the only other school: one reason is enough."""
    rows = [
        "unit,a,0,0,9,,,b", "unit,b,90000,0,1,,,", "school,s,,,,5,a", "school,t,,,,50,b", "setting,max_distance_km,,,,,,,5"
    ]  # fmt: skip
    told = conflict(form(tmp_path, *rows))
    assert len(told) == 3
    assert sum(any(word in sentence for word in ("距离", "连片", "本校")) for sentence in told) == 1


def test_a_way_that_another_schools_unit_blocks_is_told(tmp_path: Path) -> None:
    rows = [
        "unit,a,0,0,9,,,b",
        "unit,b,1000,0,1,,,c",
        "unit,c,2000,0,1,,,",
        "school,s,,,,5,b",
        "school,t,,,,50,c",
    ]
    told = conflict(form(tmp_path, *rows))
    assert any("所在单元划给本校" in sentence for sentence in told)
    assert any("连片" in sentence for sentence in told)


def test_an_estate_is_named_whole_and_the_share_of_seats_is_told(tmp_path: Path) -> None:
    rows = [
        "unit,a,0,0,5,,,b,,E", "unit,b,1000,0,5,,,,,E", "school,s,,,,12,a", "setting,fill_at_most,,,,,,,0.8"
    ]  # fmt: skip
    told = conflict(form(tmp_path, *rows))
    assert "“a+b”（同一小区）" in told[0]
    assert "9 个（已按可用比例 80% 计）" in told[-1]


def test_a_programme_that_first_tore_a_zone_still_proves_that_there_is_no_answer(tmp_path: Path) -> None:
    rows = [
        "unit,u0,5000,1000,7,,,", "unit,u1,4000,2000,0,,,u0", "unit,u2,4000,0,5,,,u1", "unit,u3,1000,0,0,,,u2", "unit,u4,2000,0,8,,,u3",
        "unit,u5,5000,3000,9,,,u2;u4", "unit,u6,4000,2000,9,,,u0;u3;u5", "school,s0,,,,16,u1,,,,,,,0", "school,s1,,,,15,u0,,,,,,,20",
        "school,s2,,,,19,u2,,,,,,,0", "setting,opening,,,,,,,choose",
    ]  # fmt: skip
    assert not any("“u0”" in sentence for sentence in conflict(form(tmp_path, *rows)))


def test_a_map_too_large_for_a_flow_is_told_that_its_seats_are_too_few() -> None:
    n, m = 3000, 700
    question = Instance(
        "large", tuple(f"u{i}" for i in range(n)), tuple(f"s{j}" for j in range(m)), np.ones(n), np.full(m, 4.0), np.ones((n, m)),
        np.zeros(m), np.full(m, -1), own=False,
    )  # fmt: skip
    with pytest.raises(Infeasible):
        explain(Ground.of(question))


def packing(folder: Path) -> Instance:
    """Forty units whose pupils would fill twelve schools to the last seat, if only they could be divided."""
    dice = random.Random(2)
    pupils = [2 * dice.choice([21, 22, 23, 26, 27, 31, 33, 34, 37, 38, 39]) for _ in range(40)]
    seats = -(-sum(pupils) // 12)
    units = [f"unit,u{i},{dice.randint(0, 5000)},{dice.randint(0, 5000)},{p}" for i, p in enumerate(pupils)]
    return form(folder, *units, *(f"school,s{j},{400 * j},0,,{seats}" for j in range(12)))


def test_looking_for_what_can_be_left_out_ends_with_the_seconds_and_says_so(tmp_path: Path) -> None:
    question, begun = packing(tmp_path), time.monotonic()
    with pytest.raises(Infeasible) as told:
        prove(Ground.of(question), Allowance(1.0))
    assert time.monotonic() - begun < 12
    assert "未能判定" in told.value.conflict[-1]


def test_nothing_is_proven_after_an_interrupt(tmp_path: Path) -> None:
    allowance = Allowance(60.0)
    allowance.stopped = True
    prove(Ground.of(packing(tmp_path)), allowance)
