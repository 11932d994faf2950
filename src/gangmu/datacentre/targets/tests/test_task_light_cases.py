"""Dated cases of the lights of a task, worked by hand from supervision_and_assessment 11.5; the table is read as a person reads it."""

import csv
from datetime import date
from pathlib import Path

import pytest

from gangmu.datacentre.targets.lights import ResultInputs, result_light
from gangmu.datacentre.targets.task_lights import (
    Extension,
    Proposal,
    Round,
    Stage,
    TaskInputs,
    Told,
    task_lights,
)
from gangmu.foundation.ui.templatetags.gangmu import LIGHTS

TABLE = Path(__file__).with_name("light_cases.csv")
CASES = list(csv.DictReader(TABLE.open(encoding="utf-8")))
KINDS = {"限时": "deadline", "启动": "start", "长期": "standing"}


def day(words: str) -> date | None:
    return date.fromisoformat(words) if words else None


def certain(words: str) -> date:
    return date.fromisoformat(words)


def parts(words: str) -> list[str]:
    return [word for word in words.split(";") if word]


def proposal(words: str) -> Proposal:
    """`提出日#佐证数[@办结日][~退回或重新打开日]`."""
    words, _tilde, ended = words.partition("~")
    words, _at, closed = words.partition("@")
    proposed, _hash, proofs = words.partition("#")
    return Proposal(certain(proposed), int(proofs), day(closed), day(ended))


def inputs_of(case: dict[str, str], on: date) -> TaskInputs:
    pairs = {name: [word.partition("@") for word in parts(case[name])] for name in ("应报", "已报", "节点")}
    extended = [word.partition(">") for word in parts(case["延期"])]
    quantities = ()
    if case["数量"]:
        goal, value, begins, decides, *known = case["数量"].split(":")
        asked = ResultInputs(
            "at_least", float(goal), None, float(value) if value else None, day(begins), day(case["印发"]), certain(decides),
            day(known[0]) if known else None,
        )  # fmt: skip
        quantities = (result_light(asked, on),)
    return TaskInputs(
        timing=KINDS[case["类别"]], starts=day(case["启动"]), issued=day(case["印发"]), due=day(case["时限"]),
        extensions=tuple(Extension(certain(granted), certain(due)) for granted, _sign, due in extended),
        started=day(case["实际启动"]), proposals=tuple(map(proposal, parts(case["完成认定"]))),
        closed=day(case["未经认定办结"]), dropped=day(case["中止"]),
        rounds=tuple(Round(certain(f"{month}-01"), certain(due)) for month, _at, due in pairs["应报"]),
        reports=tuple(Told(certain(f"{month}-01"), certain(came)) for month, _at, came in pairs["已报"]),
        stages=tuple(Stage(certain(due), day(reached)) for due, _at, reached in pairs["节点"]),
        quantities=quantities,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['编号']} {case['情形']}")
def test_a_hand_worked_case_shows_the_lights_that_were_worked_out(case: dict[str, str]) -> None:
    on = certain(case["问日"])
    told = task_lights(inputs_of(case, on), on)
    word = {light: str(shown[2]) for light, shown in LIGHTS.items()}
    assert (
        word[told.time.light],
        told.time.against.isoformat() if told.time.against else "",
        word[told.evidence],
        word[told.result.light] if told.result else "",
    ) == (case["时间"], case["对照日"], case["佐证"], case["结果"]), case["算法"]


def test_there_are_forty_cases_and_no_two_are_the_same() -> None:
    told = [tuple(value for name, value in case.items() if name not in ("编号", "情形")) for case in CASES]
    assert len(set(told)) == len(told) >= 40
    assert {case["时间"] for case in CASES} == {"未开始", "正常", "临近", "逾期"}
    assert {case["佐证"] for case in CASES} == {"无", "缺", "齐"}
    assert {case["结果"] for case in CASES} == {
        "", "可达", "有风险", "预计难以完成", "待统计", "暂无数据",
    }  # fmt: skip
