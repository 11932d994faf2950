"""Rules as data: what a county writes down is what is done, by hand-worked examples."""

import csv

import pytest

from gangmu.engines.contract import BadInput
from gangmu.engines.matching.cli import run
from gangmu.engines.matching.folder import read_problem
from gangmu.engines.matching.staging import assign
from gangmu.engines.matching.tests.folders import write_folder
from gangmu.engines.matching.verifying import verify


def placed(folder, mechanism=None):
    """Assign, let the verifier agree, and return school and stage by applicant."""
    problem = read_problem(folder, mechanism)
    outcome = assign(problem)
    school, stage, wish = (problem.by_applicant(v) for v in (outcome.school, outcome.stage, outcome.wish))
    assert verify(problem, school, stage, wish.astype("int64")).faults == []
    names = problem.schools.to_pylist()
    stages = [each.name for each in problem.rules.stages]
    return {
        who: f"{names[s]} {stages[t]}" if s >= 0 else ""
        for who, s, t in zip(problem.applicants.to_pylist(), school, stage, strict=True)
    }


def two_stages(tmp_path, rules):
    """One school of four seats, two of them kept for junior schools J and K; marks from 100 down."""
    return write_folder(
        tmp_path,
        {"order": [["score", "highest"]], **rules},
        schools=[["school", "capacity"], ["甲", 4], ["乙", 9]],
        applicants=[
            ["applicant", "score", "group"],
            ["a", 100, "J"], ["b", 95, "L"], ["c", 90, "L"], ["d", 80, "J"], ["e", 78, "J"], ["f", 60, "K"], ["g", 99, "L"],
        ],
        choices=[["applicant", "choice1", "choice2"], *([who, "甲", "乙"] for who in "abcdefg")],
        choices_quota=[["applicant", "choice1"], ["a", "甲"], ["d", "甲"], ["e", "甲"], ["f", "甲"]],
        quotas=[["school", "group", "seats"], ["甲", "J", 1], ["甲", "K", 1]],
    )  # fmt: skip


def test_quota_first_gives_the_kept_seat_to_the_best_and_returns_the_rest(tmp_path):
    found = placed(two_stages(tmp_path, {"quota_floor": 70}), "quota-then-parallel")
    assert found["a"] == "甲 指标到校"
    assert found["f"] == "乙 统招"
    assert [found[who] for who in "gbc"] == ["甲 统招"] * 3


def test_quota_after_lets_those_above_the_line_leave_the_kept_seat_to_others(tmp_path):
    rules = {"quota_when": "after", "quota_below_line": 20, "quota_unfilled": "empty"}
    found = placed(two_stages(tmp_path, rules), "quota-then-parallel")
    assert [found[who] for who in "ag"] == ["甲 统招"] * 2
    # d is within 20 of the line 99; f is not.
    assert found["d"] == "乙 统招"


def test_the_line_minus_a_margin_is_the_floor_of_the_quota(tmp_path):
    folder = two_stages(tmp_path, {"quota_when": "after", "quota_below_line": 19})
    folder.joinpath("choices.csv").write_text(
        "applicant,choice1\n" + "".join(f"{who},甲\n" for who in "abcdefg"), encoding="utf-8"
    )
    found = placed(folder, "quota-then-parallel")
    assert found["d"] == "甲 指标到校"  # 80 is 19 under the line of 99
    assert found["f"] == ""
    assert found["b"] == "甲 统招补录"  # the seat kept for K is free


def test_what_a_junior_school_leaves_goes_to_the_others_who_named_the_school_where_the_rule_says_so(tmp_path):
    found = placed(two_stages(tmp_path, {"quota_floor": 70, "quota_unfilled": "pool"}), "quota-then-parallel")
    assert (found["a"], found["d"]) == ("甲 指标到校", "甲 指标余额")
    assert [found[who] for who in "gb"] == ["甲 统招"] * 2


def test_equals_go_together_beyond_the_plan_where_the_rule_says_so(tmp_path):
    tables = {
        "schools": [["school", "capacity"], ["甲", 1]],
        "applicants": [["applicant", "score"], ["a", 90], ["b", 90], ["c", 89]],
        "choices": [["applicant", "choice1"], ["a", "甲"], ["b", "甲"], ["c", "甲"]],
    }
    folder = write_folder(tmp_path, {"order": [["score", "highest"]], "equals": "together"}, **tables)
    assert placed(folder, "serial-dictatorship") == {
        "a": "甲 serial-dictatorship",
        "b": "甲 serial-dictatorship",
        "c": "",
    }
    write_folder(tmp_path, {"order": [["score", "highest"]]})
    with pytest.raises(BadInput, match="a、b .*相同"):
        placed(folder, "serial-dictatorship")


def test_zone_category_and_sibling_make_the_class_and_the_best_of_them_counts(tmp_path):
    folder = write_folder(
        tmp_path,
        {"order": [["registered", "lowest"], ["lottery", "lowest"]], "default_class": "refused"},
        schools=[["school", "capacity"], ["一小", 2]],
        applicants=[
            ["applicant", "zone", "category", "registered", "lottery"],
            ["远", "东", "人户一致", 20100101, 1],
            ["租", "西", "租房", 20150101, 2],
            ["房", "西", "人户一致", 20200101, 3],
            ["兄", "东", "租房", 20200101, 4],
            ["他", "西", "其他", 20000101, 5],
        ],
        choices=[["applicant", "choice1"], *([who, "一小"] for who in ("远", "租", "房", "兄", "他"))],
        zones=[
            ["zone", "category", "school", "class"],
            ["西", "人户一致", "一小", 1],
            ["西", "租房", "一小", 4],
            ["西", "", "一小", 6],
        ],
        priorities=[["applicant", "school", "class"], ["兄", "一小", 0]],
    )
    found = placed(folder, "deferred-acceptance")
    assert [who for who in found if found[who]] == ["房", "兄"]
    assert (
        run(["match", "run", "--mechanism", "deferred-acceptance", str(folder), "--out", str(tmp_path / "o")])
        == 0
    )
    with (tmp_path / "o" / "reasons.csv").open(encoding="utf-8") as file:
        reasons = {row["applicant"]: row for row in csv.DictReader(file)}
    assert "不符合条件" in reasons["远"]["why_not_there"]
    assert "本人4类，末位1类" in reasons["租"]["why_not_there"]


def private_and_public(tmp_path):
    """公民同招: 二外 draws among three for two seats; the others have zone schools; who lost is placed where room is left."""
    return write_folder(
        tmp_path,
        {
            "order": [["lottery", "lowest"]],
            "default_class": 5,
            "stages": [
                {"name": "民办摇号", "kind": "immediate", "choices": "private"},
                {"name": "公办", "kind": "deferred", "choices": "", "leave_out": "private"},
                {"name": "统筹", "kind": "deferred", "choices": "nearby", "last": "private"},
            ],
        },
        schools=[["school", "capacity"], ["二外", 2], ["一小", 1], ["二小", 2]],
        applicants=[
            ["applicant", "zone", "lottery"],
            ["a", "西", 2], ["b", "西", 1], ["c", "西", 3], ["d", "西", 4], ["e", "西", 5], ["直升", "东", 6],
        ],
        choices_private=[["applicant", "choice1"], ["a", "二外"], ["b", "二外"], ["直升", "二外"]],
        choices=[["applicant", "choice1"], ["c", "一小"], ["d", "一小"], ["e", "一小"], ["a", "一小"]],
        nearby=[["zone", "choice1", "choice2"], ["西", "一小", "二小"], ["东", "二小", "一小"]],
        priorities=[["applicant", "school", "class"], ["直升", "二外", 0]],
    )  # fmt: skip


def test_who_registers_with_a_private_school_holds_no_public_place_and_comes_last_when_placed(tmp_path):
    found = placed(private_and_public(tmp_path))
    assert found == {
        "直升": "二外 民办摇号",
        "b": "二外 民办摇号",
        "c": "一小 公办",
        "d": "二小 统筹",
        "e": "二小 统筹",
        "a": "",
    }


def test_twins_stay_together_and_are_taken_whole_at_the_last_seat(tmp_path):
    tables = {
        "schools": [["school", "capacity"], ["甲", 2], ["乙", 2]],
        "applicants": [
            ["applicant", "lottery", "twins"],
            ["a", 1, ""],
            ["b", 2, "t"],
            ["c", 2, "t"],
            ["d", 3, ""],
        ],
        "choices": [["applicant", "choice1", "choice2"], *([who, "甲", "乙"] for who in "abcd")],
    }
    folder = write_folder(tmp_path, None, **tables)
    for mechanism in ("deferred-acceptance", "serial-dictatorship", "immediate-acceptance"):
        found = placed(folder, mechanism)
        assert [found[who].split()[0] for who in "abcd"] == ["甲", "甲", "甲", "乙"]
    folder.joinpath("choices.csv").write_text("applicant,choice1\nb,甲\nc,乙\n", encoding="utf-8")
    with pytest.raises(BadInput, match="第 3 行：b、c 同一张签.*志愿应相同"):
        placed(folder, "deferred-acceptance")
    # c handed in nothing: the line of b, which is there, is named.
    folder.joinpath("choices.csv").write_text("applicant,choice1\na,甲\nb,甲\n", encoding="utf-8")
    with pytest.raises(BadInput, match="第 3 行：b、c 同一张签"):
        placed(folder, "deferred-acceptance")


def test_drawn_numbers_come_from_the_file_that_the_draw_writes(tmp_path):
    folder = write_folder(
        tmp_path,
        {"order": [["lottery", "lowest"]]},
        schools=[["school", "capacity"], ["甲", 1]],
        applicants=[["applicant"], ["a"], ["b"]],
        choices=[["applicant", "choice1"], ["a", "甲"], ["b", "甲"]],
        lottery=[["applicant", "lottery"], ["b", 1], ["a", 2]],
    )
    assert placed(folder, "serial-dictatorship") == {"a": "", "b": "甲 serial-dictatorship"}


def test_a_gate_of_one_school_and_a_gap_in_the_list_keep_the_number_of_the_wish(tmp_path):
    folder = write_folder(
        tmp_path,
        {"order": [["score", "highest"]]},
        schools=[["school", "capacity"], ["甲", 1], ["乙", 1], ["丙", 1]],
        applicants=[["applicant", "score", "pe"], ["a", 90, 20], ["b", 80, 30]],
        choices=[
            ["applicant", "choice1", "choice2", "choice3"],
            ["a", "甲", "", "丙"],
            ["b", "甲", "乙", ""],
        ],
        gates=[["school", "column", "least"], ["甲", "pe", 25]],
    )
    out = tmp_path / "out"
    assert run(["match", "run", "--mechanism", "serial-dictatorship", str(folder), "--out", str(out)]) == 0
    assert (out / "assignment.csv").read_text("utf-8").splitlines()[1:] == [
        "a,丙,serial-dictatorship,3",
        "b,甲,serial-dictatorship,1",
    ]
    assert run(["match", "verify", str(folder), str(out)]) == 0


def test_seats_kept_for_a_group_count_under_deferred_acceptance_before_or_after(tmp_path):
    tables = {
        "schools": [["school", "capacity"], ["甲", 2]],
        "applicants": [["applicant", "lottery", "group"], ["a", 1, "随迁"], ["b", 2, ""], ["c", 3, "随迁"]],
        "choices": [["applicant", "choice1"], *([who, "甲"] for who in "abc")],
        "quotas": [["school", "group", "seats"], ["甲", "随迁", 1]],
    }
    for when, expected in (("first", "ab"), ("after", "ac")):
        folder = write_folder(tmp_path, {"quota_when": when}, **tables)
        found = placed(folder, "deferred-acceptance")
        assert "".join(who for who in found if found[who]) == expected


def test_the_waiting_list_stands_in_the_order_of_the_school(tmp_path):
    folder = private_and_public(tmp_path)
    out = tmp_path / "out"
    assert run(["match", "run", str(folder), "--out", str(out)]) == 0
    lines = (out / "waiting.csv").read_text("utf-8").splitlines()[1:]
    assert lines == ["二外,1,a", "一小,1,d", "一小,2,e", "一小,3,a", "二小,1,a"]


def test_under_immediate_acceptance_the_number_of_the_wish_makes_the_waiting_list(tmp_path):
    folder = write_folder(
        tmp_path / "in",
        {"order": [["lottery", "lowest"]]},
        schools=[["school", "capacity"], ["甲", 1], ["乙", 1]],
        applicants=[["applicant", "lottery"], ["a", 1], ["b", 4], ["c", 3], ["d", 2]],
        choices=[
            ["applicant", "choice1", "choice2"],
            ["a", "甲", ""],
            ["b", "甲", ""],
            ["c", "乙", "甲"],
            ["d", "乙", ""],
        ],
    )
    out = tmp_path / "out"
    assert run(["match", "run", "--mechanism", "immediate-acceptance", str(folder), "--out", str(out)]) == 0
    lines = (out / "waiting.csv").read_text("utf-8").splitlines()[1:]
    assert lines == ["甲,1,b", "甲,2,c", "乙,1,c"]
