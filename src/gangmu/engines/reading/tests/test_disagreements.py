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
