"""Targets by example, one rule of the language a case, and by property."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.engines.reading import read
from gangmu.engines.reading.targets.figures import chinese_value

HEAD = "云溪县教育局2026年工作要点\n\n一、重点工作\n1.某项工作。"


def targets(sentence: str):
    return read(HEAD + sentence + "\n").targets


def told(sentence: str):
    return [(t.text, t.comparator, t.value, t.value_high, t.unit) for t in targets(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全年报送信息不少于50篇。", [("报送信息不少于50篇", ">=", 50, None, "篇")]),
        ("辍学率控制在0.5%以内。", [("辍学率控制在0.5%以内", "<=", 0.5, None, "%")]),
        ("新增学位8000个。", [("新增学位8000个", "increase", 8000, None, "个")]),
        ("新增学位3000个以上。", [("新增学位3000个以上", ">=", 3000, None, "个")]),
        ("新增学位9000个左右。", [("新增学位9000个左右", "~", 9000, None, "个")]),
        ("创建示范校2~3所。", [("创建示范校2~3所", "range", 2, 3, "所")]),
        ("竣工校舍32万平方米。", [("竣工校舍32万平方米", "=", 32, None, "万平方米")]),
        ("教师培训2,400人次。", [("教师培训2,400人次", "=", 2400, None, "人次")]),
        ("补助标准由380元提高至1000元。", [("补助标准由380元提高至1000元", "=", 1000, None, "元")]),
        ("入园率达到xx.x%以上。", [("入园率达到xx.x%以上", ">=", None, None, "%")]),
        ("创建示范校x~x所。", [("创建示范校x~x所", "range", None, None, "所")]),
        ("生师比达到15:1。", [("生师比达到15:1", "=", 15, None, ":1")]),
        ("优良率提高3.5个百分点。", [("优良率提高3.5个百分点", "increase", 3.5, None, "个百分点")]),
        ("覆盖面达到百分之九十五。", [("覆盖面达到百分之九十五", "=", 95, None, "%")]),
        ("建成三所幼儿园。", [("建成三所幼儿园", "=", 3, None, "所")]),
        ("课后服务全覆盖。", [("课后服务全覆盖", "=", 100, None, "%")]),
        ("项目6月底前全部开工。", [("项目6月底前全部开工", "=", 100, None, "%")]),
        ("6月底前全部开工。", [("全部开工", "=", 100, None, "%")]),
        ("8月底前校舍维修全部完成。", [("校舍维修全部完成", "=", 100, None, "%")]),
        ("校园安全零事故。", [("校园安全零事故", "=", 0, None, "")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_words_give_span_comparator_value_and_unit(sentence, expected):
    assert told(sentence) == expected


def test_sure_and_stretch_are_two_values():
    found = targets("确保创成2个,力争创成3个。")
    assert [(t.value, t.flags) for t in found] == [(2, ["ensure"]), (3, ["strive"])]


def test_a_list_gives_one_target_a_member():
    assert [row[0] for row in told("新增幼儿园学位5000个、小学学位8000个、初中学位3000个。")] == [
        "新增幼儿园学位5000个",
        "小学学位8000个",
        "初中学位3000个",
    ]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("巩固率、合格率分别达到99%、96%以上。", ["巩固率", "合格率"]),
        ("小学和初中大班额比例分别控制在2%、1%以内。", ["小学大班额比例", "初中大班额比例"]),
        ("幼儿园、小学、初中学位分别新增1000个、2000个和3000个。", ["幼儿园学位", "小学学位", "初中学位"]),
        ("中央投资、特别国债分别增长64.8%、42.5%。", ["中央投资", "特别国债"]),
        ("优良率分别提高5.6、5.9和7个百分点。", ["优良率"] * 3),
    ],
)
def test_figures_that_are_shared_out_are_each_named_by_their_own(sentence, names):
    found = [
        target.subject + (target.measure if target.measure != target.unit else "")
        for target in targets(sentence)
    ]
    assert found == names


def test_above_after_a_pair_covers_both():
    assert [row[1] for row in told("合格率分别达到93%、93.5%以上。")] == [">=", ">="]


@pytest.mark.parametrize(
    "sentence",
    [
        "深入学习党的二十大精神。",
        "落实“四个百分之百”要求。",
        "印发《2026年十项行动方案》。",
        "庆祝第42个教师节。",
        "9月1日前完成。",
        "推进“5+2”课后服务。",
        "建立三级体系。",
        "抓好五个方面工作。",
    ],
)
def test_names_dates_slogans_and_own_parts_are_no_targets(sentence):
    assert told(sentence) == []


def test_a_year_in_the_sentence_is_the_period_else_the_documents_year_is():
    first, second = targets("到2028年,普惠率达到90%。巩固率达到96%。")
    assert (first.period, first.period_explicit) == ("by 2028", True)
    assert (second.period, second.period_explicit) == ("2026", False)


def test_traditional_and_full_width_text_reads_the_same():
    found = read(
        "雲溪縣教育局２０２６年工作要點\n\n一、重點工作\n１．某項工作。新增學位８０００個。\n"
    ).targets
    assert [(t.value, t.unit) for t in found] == [(8000, "个")]


@pytest.mark.parametrize(
    ("words", "value"), [("两", 2), ("十五", 15), ("三十五", 35), ("一百二十", 120), ("九十三点五", 93.5)]
)
def test_chinese_numerals_are_read(words, value):
    assert chinese_value(words) == value


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet="一二三新增学位率达到确保xX×0123456789.%~个所名人、,。;(《“”》\n全覆盖 年月日年",
        max_size=200,
    )
)
def test_any_text_reads_and_every_span_lies_inside_it(text):
    source = HEAD + text
    for target in read(source).targets:
        assert 0 <= target.start < target.end <= len(source)
        assert (
            target.start
            <= (target.value_start or target.start)
            <= (target.value_end or target.end)
            <= target.end
        )
        assert source[target.start : target.end] == target.text


def read_out(sentence: str) -> list[tuple[str, str, float | None, str]]:
    reading = read(f"柳林县教育局2031年工作要点\n一、重点工作\n1.抓落实。{sentence}")
    return [(t.text, t.comparator, t.value, t.unit) for t in reading.targets]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "培训120名校长、园长和300名义务教育教师。",
            [("培训120名校长", "=", 120, "名"), ("300名义务教育教师", "=", 300, "名")],
        ),
        ("为350名家庭困难学生办理贷款。", [("为350名家庭困难学生办理贷款", "=", 350, "名")]),
        ("新认定8家教育机构。", [("新认定8家教育机构", "=", 8, "家")]),
        ("打造2-3项在全市、全省有影响的经验。", [("打造2-3项在全市、全省有影响的经验", "range", 2, "项")]),
        ("新建学校5所、改善办学条件。", [("新建学校5所", "=", 5, "所")]),
        ("在全国中学生大赛中获6项金奖。", [("获6项金奖", "=", 6, "项")]),
        (
            "优良率分别提高5.6、5.9和7个百分点。",
            [
                ("优良率分别提高5.6", "increase", 5.6, "个百分点"),
                ("5.9和", "increase", 5.9, "个百分点"),
                ("7个百分点", "increase", 7, "个百分点"),
            ],
        ),
        (
            "校际差异系数小学为0.42、初中0.31。",
            [("校际差异系数小学为0.42", "=", 0.42, ""), ("初中0.31", "=", 0.31, "")],
        ),
        (
            "幼儿园从2025年的40所(公办9所、民办31所)增加到52所。",
            [("幼儿园从2025年的40所(公办9所、民办31所)增加到52所", "=", 52, "所")],
        ),
        ("在园幼儿从5200人增加到目前的7700人。", [("在园幼儿从5200人增加到目前的7700人", "=", 7700, "人")]),
        (
            "参与活动逾600人次,结对12所次。",
            [("参与活动逾600人次", ">=", 600, "人次"), ("结对12所次", "=", 12, "所次")],
        ),
        (
            "甲镇中心小学、乙镇中心小学、丙镇中学3所学校竣工,完成二次结构施工。",
            [("3所学校竣工", "=", 3, "所")],
        ),
        ("筹措900余万元为全县学校购置设备。", [("筹措900余万元", ">=", 900, "万元")]),
        ("2名同学进入全市前十名。", [("2名同学进入全市前十名", "=", 2, "名")]),
        ("师生比达到1:13.5。", [("师生比达到1:13.5", "=", 1, ":13.5")]),
    ],
)
def test_the_words_of_a_target(sentence, expected):
    assert read_out(sentence) == expected


def test_a_plan_reports_what_stands_in_its_part_on_the_present_state():
    text = "柳林县“十五五”教育发展规划\n一、发展基础\n全县幼儿园20所。\n二、主要任务\n新建幼儿园3所。\n"
    assert [t.modality for t in read(text).targets] == ["result", "target"]


def test_pinyin_that_a_page_repeats_is_left_out():
    text = "柳林縣教育局2031年工作要點\n一、任務\n1.擴容。新(xin)增(zeng)(zeng)學位(wei)5萬(wan)(wan)個(ge)(ge)。\n"
    target = read(text).targets[0]
    assert (target.comparator, target.value, target.unit) == ("increase", 5, "万个")


def test_seniority_is_no_bound():
    assert read_out("本科以上120人。") == [("本科以上120人", "=", 120, "人")]


@pytest.mark.parametrize(
    ("sentence", "name", "scope"),
    [
        ("各学校8月底前课后服务参与率达到90%以上。", "课后服务参与率", "各学校"),
        ("各县（市、区）6月30日前劳动实践基地覆盖率达到100%。", "劳动实践基地覆盖率", "各县(市、区)"),
        ("城区学校9月底前课后服务参与率达到90%以上。", "城区学校课后服务参与率", None),
        ("2027年底前劳动课开设率达到100%。", "劳动课开设率", None),
        ("学前教育毛入园率2026年底前达到95%。", "学前教育毛入园率", None),
        ("学前三年毛入园率达到95%。", "学前三年毛入园率", None),
    ],
)
def test_the_time_and_the_scope_before_it_are_no_part_of_what_a_target_is_of(sentence, name, scope):
    (told,) = targets(sentence)
    assert (told.subject + told.measure, told.scope) == (name, scope)
