"""Where a document disagrees with itself, and where it does not."""

import pytest

from gangmu.engines.reading import read

HEAD = "云溪县教育局2026年工作要点\n\n一、学位建设\n"


def faults(body: str) -> list[tuple[str, str]]:
    return [(fault.kind, fault.message) for fault in read(HEAD + body).disagreements]


def test_parts_that_do_not_make_their_total_are_told_with_both_figures():
    told = faults("1.扩大资源。全年实施项目148所,其中新建72所、改扩建75所。\n")
    assert told == [("sum", "各部分之和 147 与合计 148所 不一致")]


def test_parts_that_make_their_total_are_no_fault():
    assert faults("1.扩大资源。全年实施项目148所,其中新建72所、改扩建76所。\n") == []


def test_a_list_after_among_them_need_not_be_complete():
    assert faults("1.建好基地。建成实践基地105个,其中生态基地40个、红色基地10个。\n") == []


@pytest.mark.parametrize(("stated", "wrong"), [("100.63", False), ("101.63", True), ("100.6", False)])
def test_done_over_task_is_held_against_the_stated_per_cent(stated, wrong):
    told = faults(f"1.扩大资源。年度任务8000个,新增学位8050个,完成年度任务的{stated}%。\n")
    assert [kind for kind, _words in told] == (["share"] if wrong else [])


def test_a_number_that_skips_is_told():
    assert ("skip", "编号由 1 跳到 3") in faults("1.甲项工作。抓好落实。\n3.丙项工作。抓好落实。\n")


def test_one_indicator_with_two_values_is_told():
    body = "1.普及。九年义务教育巩固率达到95%。\n2.巩固。九年义务教育巩固率达到96%。\n"
    assert [kind for kind, _words in faults(body)] == ["two_values"]


def test_a_year_that_only_the_title_knows_is_told():
    body = "1.回顾。2015年建成。2016年推进。2016年完成验收。\n"
    assert [kind for kind, _words in faults(body)] == ["year"]


def test_changes_are_no_parts_of_a_total():
    assert faults("1.现状。教职工61人,比上年减少24人,其中教师21人,比上年减少15人。\n") == []


def test_rounded_parts_may_miss_their_total_by_a_last_digit():
    assert faults("1.现状。完成投资72.86万元,其中新建6.62万元、改扩建66.25万元。\n") == []


def test_the_same_words_behind_another_subject_are_no_second_value():
    body = "1.投入。全年完成投资9000万元。\n2.项目。校舍维修项目完成投资300万元。\n"
    assert faults(body) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "庆祝中华人民共和国成立70周年。",
        "今年是十四五规划开局之年。",
        "实施十二五规划纲要。",
        "制定2026-2025年行动计划。",
        "庆祝第35个教师节。",
    ],
)
def test_what_the_text_commemorates_tells_a_rewritten_year(sentence):
    assert [kind for kind, _words in faults(f"1.某项。{sentence}\n")] == ["year"]


@pytest.mark.parametrize(
    "sentence",
    [
        "庆祝中国共产党成立105周年。",
        "今年是十五五规划开局之年。",
        "总结十四五规划实施情况。",
        "庆祝第42个教师节。",
    ],
)
def test_a_text_that_fits_the_year_of_its_title_is_no_fault(sentence):
    assert faults(f"1.某项。{sentence}\n") == []


def test_a_summary_may_tell_one_count_of_two_schools():
    text = "云溪县教育局2026年工作总结\n一、高考成绩\n甲校参考900人。本科以上上线710人。乙校参考800人。本科以上上线520人。\n"
    assert read(text).disagreements == []


def test_a_rate_of_the_county_with_two_values_is_told_in_a_summary_too():
    text = "云溪县教育局2026年工作总结\n一、普及\n学前三年毛入园率达到93%。\n二、学前\n学前三年毛入园率达到95%。\n"
    assert [fault.kind for fault in read(text).disagreements] == ["two_values"]
