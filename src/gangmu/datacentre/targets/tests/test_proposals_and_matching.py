"""What is proposed of a target's printed words, and which target a printed result belongs to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.datacentre.indicators import Direction, Window, indicator
from gangmu.datacentre.targets.matching import Named, bare, best, likeness
from gangmu.datacentre.targets.proposals import (
    Measured,
    head_of,
    propose_gathered,
    propose_indicator,
    propose_measured,
    propose_met_when,
)


@pytest.mark.parametrize(
    ("comparator", "high", "wording", "proposed"),
    [
        ("increase", False, "新增学位8000个", "at_least"),
        (">=", False, "不少于50篇", "at_least"),
        ("<=", False, "辍学率控制在0.5%以内", "at_most"),
        ("=", False, "小学辍学率为0", "at_most"),
        ("=", False, "大班额比例降至3%", "at_most"),
        ("range", True, "创建2~3所", "within"),
        ("=", False, "巩固率达到95%", "at_least"),
        ("decrease", False, "减少超标准班额班级253个", "at_least"),
        ("increase", False, "近视率较上年增加", "at_least"),
        ("=", False, "生师比控制在15:1", "at_most"),
        ("=", False, "实现零事故", "at_most"),
        ("=", False, "保留且只保留1个入口", "exactly"),
        ("~", False, "培训教师300名左右", "at_least"),
    ],
)
def test_when_a_target_is_met_is_proposed_from_its_words(comparator, high, wording, proposed):
    assert propose_met_when(comparator, high, wording) == proposed


def test_the_direction_of_the_bound_indicator_decides_where_words_do_not():
    assert propose_met_when("=", False, "平均班额45人", Direction.DOWN) == "at_most"
    assert propose_met_when("=", False, "平均班额45人", Direction.UP) == "at_least"


def test_a_rank_is_met_at_or_above_it():
    assert propose_met_when("=", False, "列全省第一", kind="rank") == "at_most"


@pytest.mark.parametrize(
    ("name", "unit", "gathered"),
    [
        ("新增学位", "个", True),
        ("报送信息", "篇", True),
        ("九年义务教育巩固率", "%", False),
        ("生均图书", "册", False),
        ("在园幼儿", "人", False),
        ("生师比", ":", False),
        ("高考成绩", "名次", False),
    ],
)
def test_only_what_grows_with_time_is_held_against_the_time_gone(name, unit, gathered):
    assert propose_gathered(name, unit) is gathered


def _bound(window):
    told = indicator("publicity_items_submitted")
    return type(told)(**{**vars(told), "window": window})


@pytest.mark.parametrize(
    ("window", "measured"),
    [
        (Window.PERIOD, Measured(date(2026, 1, 1), date(2026, 12, 31), None)),
        (Window.CENSUS, Measured(None, date(2026, 9, 1), date(2026, 9, 20))),
        (Window.SCHOOL_YEAR, Measured(date(2025, 9, 1), date(2026, 8, 31), date(2026, 9, 20))),
    ],
)
def test_the_indicator_says_which_days_decide(window, measured):
    assert propose_measured(date(2026, 1, 1), date(2026, 12, 31), _bound(window)) == measured


@pytest.mark.parametrize(
    ("name", "unit", "wording", "code"),
    [
        ("报送信息", "篇", "报送信息不少于50篇", "publicity_items_submitted"),
        ("全年报送信息篇数", "篇", "", "publicity_items_submitted"),
        ("报送信息", "条", "报送信息 50 条", "publicity_items_submitted"),
        ("任务", "篇", "力争信息报送达到50篇以上", "publicity_items_submitted"),
        ("信息采用", "篇", "", "publicity_items_adopted"),
        ("报送信息", "%", "报送信息率 90%", ""),
        ("报送论文", "篇", "报送论文20篇", ""),
        ("新增托位", "个", "新增托位8000个", ""),
        ("新增学位", "个", "新增学位8000个", "added_seats"),
    ],
)
def test_a_printed_name_binds_only_when_it_is_beyond_doubt(name, unit, wording, code):
    assert propose_indicator(name, unit, wording) == code


@pytest.mark.parametrize(
    ("wording", "head"),
    [
        ("报送信息不少于50篇", "报送信息"),
        ("新增学位8000个", "新增学位"),
        ("巩固率达到95%以上", "巩固率"),
        ("全覆盖", "全覆盖"),
    ],
)
def test_what_stands_before_the_figure_names_the_quantity(wording, head):
    assert head_of(wording) == head


PLAN = [
    Named("t1", "新增小学学位", "个", "全市"),
    Named("t2", "新增幼儿园学位", "个", "全市"),
    Named("t3", "九年义务教育巩固率", "%"),
    Named("t4", "新增小学学位", "个", "各县"),
]


@pytest.mark.parametrize(
    ("name", "unit", "scope", "key", "certain"),
    [
        ("新增小学学位", "个", "", "t1", True),
        ("新增小学学位", "个", "各县", "t4", True),
        ("新增幼儿园学位数", "个", "", "t2", True),
        ("义务教育巩固率", "%", "", "t3", False),
        ("新增学位", "个", "", "t1", False),
        ("九年义务教育巩固率", "个", "", None, False),
        ("撤并教学点", "个", "", None, False),
    ],
)
def test_a_result_finds_its_target_by_name_unit_and_scope(name, unit, scope, key, certain):
    found = best(Named("", name, unit, scope), PLAN)
    assert (found[0].key if found else None) == key
    assert (bool(found) and found[0].certain) is certain


def test_two_equal_candidates_leave_the_choice_to_a_person():
    twice = [Named("a", "新增学位", "个"), Named("b", "新增学位", "个")]
    assert not any(similar.certain for similar in best(Named("", "新增学位", "个"), twice))


@given(
    st.text("新增学位小幼儿园全市数比例率", max_size=12), st.text("新增学位小幼儿园全市数比例率", max_size=12)
)
def test_likeness_is_symmetric_between_nothing_and_the_same(one, other):
    told = likeness(one, other)
    assert 0 <= told <= 1
    assert told == likeness(other, one)
    assert likeness(one, one) == (1.0 if bare(one) else 0.0)
