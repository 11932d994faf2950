"""The outline: numbers of every style, numbers that lie, headings without numbers."""

import pytest

from gangmu.engines.reading import read
from gangmu.engines.reading.tests.reading import outline, paths

HEAD = "柳林县2031年教育工作要点\n\n"


def test_the_four_official_levels_make_a_tree():
    text = (
        HEAD
        + "一、夯实基础\n(一)优化布局\n1.新建学校。年内动工。\n(1)选址。完成勘察。\n(2)立项。报批手续。\n2.改造食堂。分批实施。\n二、建强队伍\n(一)补充教师\n1.公开招聘。及时上岗。"
    )
    assert outline(text) == [
        (1, "夯实基础"), (2, "优化布局"), (3, "新建学校"), (4, "选址"), (4, "立项"), (3, "改造食堂"),
        (1, "建强队伍"), (2, "补充教师"), (3, "公开招聘"),
    ]  # fmt: skip


def test_numbers_that_run_on_across_parts_do_not_change_the_tree():
    text = (
        HEAD
        + "一、甲部工作\n1.做好资助。应助尽助。\n2.做好营养餐。保证质量。\n二、乙部工作\n3.抓好安全。常态排查。\n4.抓好卫生。定期消杀。"
    )
    assert paths(text) == ["一", "一.1", "一.2", "二", "二.3", "二.4"]


def test_skipping_a_level_keeps_depth_by_the_tree():
    text = HEAD + "一、教学\n1、备课。集体研讨。\n2、上课。全员赛课。\n二、教研\n1、课题。立项五个。"
    assert outline(text) == [(1, "教学"), (2, "备课"), (2, "上课"), (1, "教研"), (2, "课题")]


def test_items_that_start_inside_a_paragraph_are_found_when_they_make_a_sequence():
    text = (
        HEAD
        + "一、改革\n1.推进评价改革。一是完善方案。明确指标。二是开展试点。选定六校。三是总结推广。形成经验。"
    )
    assert outline(text)[2:] == [(3, "完善方案"), (3, "开展试点"), (3, "总结推广")]
    assert {n.kind for n in read(text).outline[2:]} == {"inline_ordinal"}


def test_a_lonely_ordinal_in_a_sentence_is_no_item():
    text = HEAD + "一、改革\n推进评价改革,方向之一是优化结果运用,第一是要求。坚持三是不对的说法。"
    assert outline(text) == [(1, "改革")]


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        (("首先,", "其次,", "最后,"), ["首先", "其次", "最后"]),
        (("其一,", "其二,", "其三,"), ["其一", "其二", "其三"]),
        (("一要", "二要", "三要"), ["一要", "二要", "三要"]),
        (("第一,", "第二,", "第三,"), ["第一", "第二", "第三"]),
    ],
)
def test_spoken_ordinals_open_items(words, labels):
    first, second, third = words
    text = (
        HEAD
        + f"一、工作要求\n(一)加强领导。{first}压实责任。层层落实。{second}强化督查。按月通报。{third}严肃问责。绝不姑息。"
    )
    assert [n.number.rstrip(",") for n in read(text).outline[2:]] == labels


def test_a_list_of_circled_numbers_after_a_colon():
    text = HEAD + "一、项目\n(一)三项任务:①完成选址;②完成勘察;③完成招标。"
    assert outline(text)[2:] == [(3, "完成选址"), (3, "完成勘察"), (3, "完成招标")]


def test_a_page_without_line_breaks_is_cut_at_its_numbers():
    text = "柳林县2031年教育工作计划 一、指导思想 坚持育人为本,推动全县教育协调发展。二、主要任务 1.改善条件。维修校舍六处。2.培训教师。轮训校长一期。"
    reading = read(text)
    assert reading.doc.title == "柳林县2031年教育工作计划"
    assert [(n.level, n.title) for n in reading.outline] == [
        (1, "指导思想"), (1, "主要任务"), (2, "改善条件"), (2, "培训教师"),
    ]  # fmt: skip


def test_a_number_without_its_dot_counts_only_inside_its_sequence():
    text = (
        HEAD
        + "一、工作\n1.抓好甲事。落实到人。\n2抓好乙事。落实到人。\n3.抓好丙事。落实到人。\n2031年是关键之年。"
    )
    assert paths(text) == ["一", "一.1", "一.2", "一.3"]


def test_a_decimal_and_a_year_open_no_item():
    text = HEAD + "一、目标\n3.5万名学生受益。\n2031年建成新校。\n12所学校达标。"
    assert outline(text) == [(1, "目标")]


def test_a_title_that_begins_with_a_number_word_keeps_it():
    assert outline(HEAD + "一、一年来的主要成效\n成绩喜人。\n二、三点体会\n贵在坚持。") == [
        (1, "一年来的主要成效"),
        (1, "三点体会"),
    ]


def test_an_enumeration_of_school_years_is_no_number():
    assert outline(HEAD + "一、作业管理\n小学一、二年级不布置书面作业。三、四年级严控总量。") == [
        (1, "作业管理")
    ]


def test_a_heading_that_lost_its_number_keeps_the_level_of_its_sisters():
    text = (
        HEAD
        + "一、重点工作\n校舍建设攻坚。全力抓好项目。\n1.加快进度。倒排工期。\n(二)课程改革深化。开齐课程。\n2.改进教学。减负增效。\n(三)队伍能力提升。分层培训。\n3.培训教师。全员参训。"
    )
    assert paths(text) == ["一", "一.#1", "一.#1.1", "一.(二)", "一.(二).2", "一.(三)", "一.(三).3"]


def test_a_masked_number_stays_as_printed():
    text = HEAD + "一、工作\n1.抓好甲事。落实到人。x.抓好乙事。落实到人。\n3.抓好丙事。落实到人。"
    assert paths(text) == ["一", "一.1", "一.x", "一.3"]


def test_short_lines_above_prose_are_headings():
    text = "2031年柳林县教育事业统计公报\n\n2031年全县教育稳步发展。\n\n学前教育\n\n全县幼儿园20所,比上年增加2所。\n\n义务教育\n\n全县小学30所。教师学历提高。\n\n初中发展平稳。学生稳定。"
    assert outline(text) == [(1, "学前教育"), (1, "义务教育")]


def test_topic_sentences_count_when_sisters_do_the_same():
    text = "2031年柳林县政府工作报告\n一、上年回顾\n(一)改善民生\n增收渠道越来越宽。全县新增就业三千人,失业率保持低位。\n办学条件越来越好。新建学校两所,扩大优质资源供给。\n看病就医越来越近。县医院新楼启用,家医签约扩面。"
    assert outline(text)[2:] == [(3, "增收渠道越来越宽"), (3, "办学条件越来越好"), (3, "看病就医越来越近")]


def test_a_single_topic_sentence_is_no_heading():
    text = "2031年柳林县政府工作报告\n一、上年回顾\n(一)改善民生\n惠民实事件件落地。各项惠民政策有序实施,就业保持稳定。"
    assert outline(text) == [(1, "上年回顾"), (2, "改善民生")]


def test_dashes_with_titles_are_nodes():
    text = (
        HEAD
        + "一、工作原则\n——坚持统筹。城乡一体推进。\n——坚持创新。鼓励基层探索。\n二、重点任务\n1.抓好落实。挂图作战。"
    )
    assert paths(text) == ["一", "一.-1", "一.-2", "二", "二.1"]


def test_labels_that_split_one_item_are_nodes():
    text = (
        HEAD
        + "一、各类教育\n1.统筹发展。学前教育普惠:扩大公办园。提高保教质量。义务教育均衡:优化布局。缩小差距。高中教育特色:分类办学。深化课改。"
    )
    assert outline(text)[2:] == [(3, "学前教育普惠"), (3, "义务教育均衡"), (3, "高中教育特色")]


def test_a_label_of_owners_is_no_heading():
    text = HEAD + "一、各类教育\n1.统筹发展。扩大公办园。责任单位:教育局。完成时限:六月底。"
    assert outline(text) == [(1, "各类教育"), (2, "统筹发展")]


def test_a_title_ends_at_a_colon_that_comes_before_any_stop():
    assert outline(HEAD + "一、目标\n(一)学前教育:毛入园率达到95%。\n(二)师生比达到1:15。继续优化。")[1:] == [
        (2, "学前教育"), (2, "师生比达到1:15"),
    ]  # fmt: skip


def test_a_bracketed_number_broken_by_a_line_end_is_mended():
    text = HEAD + "一、任务\n(一)抓好甲。落实责任。\n(\n二)抓好乙。落实责任。\n(三)抓好丙。落实责任。"
    assert paths(text) == ["一", "一.(一)", "一.(二)", "一.(三)"]


def test_the_title_repeated_between_paragraphs_is_no_heading():
    text = (
        HEAD
        + "一、指导思想\n\n坚持育人为本。\n\n柳林县2031年教育工作要点\n\n二、重点工作\n\n1.抓落实。挂图作战。"
    )
    assert outline(text) == [(1, "指导思想"), (1, "重点工作"), (2, "抓落实")]


def test_a_second_document_part_takes_the_numbers_that_restart():
    text = "某县教育局2030年工作总结和2031年工作计划\n一年来成效明显。\n一、抓党建。一是学理论。全员参加。二是强组织。规范建设。\n二、抓教学。一是抓常规。月月检查。二是抓教研。周周开展。\n2031年工作思路\n坚持稳中求进。\n一、扩大资源。新建学校。\n二、提升质量。深化课改。"
    assert [p for p in paths(text) if p.startswith("#")] == ["#1", "#1.一", "#1.二"]


def test_wrapped_lines_are_read_as_one_paragraph():
    lines = [
        "一、推进学前教育发展",
        "    1.扩大普惠资源。全县新建公办幼儿园三所并按期投入使用同时支持集体办园转",
        "为公办园努力提高公办园在园幼儿占比持续改善农村园舍条件配齐玩具图书等设施设",
        "备保障安全运行。",
        "    2.提升保教质量。组织园长和骨干教师培训开展送教下乡活动推动城乡幼儿园结对",
        "帮扶共同发展全面落实科学保教要求坚决防止和纠正小学化倾向办好家门口的每一所",
        "幼儿园让家长放心满意。",
        "二、推进义务教育均衡",
        "    3.优化学校布局。按照人口变化趋势调整学校设置稳妥有序撤并空心学校改善寄宿",
        "条件保障学生上下学交通安全统筹城乡师资配备推进集团化办学扩大优质教育资源覆",
        "盖范围并完善考核激励办法努力办好每一所学校成就每一位教师促进每一名学生全面",
        "发展健康成长。",
    ]
    assert outline(HEAD + "\n".join(lines)) == [
        (1, "推进学前教育发展"), (2, "扩大普惠资源"), (2, "提升保教质量"), (1, "推进义务教育均衡"), (2, "优化学校布局"),
    ]  # fmt: skip


def test_traditional_text_with_pinyin_keeps_printed_titles_and_gives_clean_ones():
    text = "某市教育局2031年工作計劃\n一、推進教育現(xiàn)代化。加快發(fā)展。\n二、優(yōu)化布局。新建學校。"
    first = read(text).outline[0]
    assert first.title == "推進教育現(xiàn)代化"
    assert first.title_clean == "推进教育现代化"
    assert text[first.title_start : first.title_end] == first.title


def test_numbers_whose_dots_the_page_lost_count_up_from_one():
    text = "柳林县2031年教育工作要点\n一、重点任务\n1统筹推进学校建设。加快工程进度。\n2 落实教师待遇。按时足额发放。\n3抓好安全。开展排查。\n"
    assert outline(text) == [(1, "重点任务"), (2, "统筹推进学校建设"), (2, "落实教师待遇"), (2, "抓好安全")]


def test_two_lines_that_open_with_a_figure_are_no_list():
    text = "柳林县2031年教育工作要点\n一、重点任务\n抓好安全。\n3岁以上幼儿应入尽入,全县普及学前教育。\n7岁以上儿童就近入学,全县均衡发展。\n"
    assert [title for _level, title in outline(text)] == ["重点任务"]


def test_sections_stand_below_chapters():
    text = "柳林县教育发展规划\n第一章 基础\n第一节 成就\n学位充足。\n第二节 问题\n布局不均。\n第二章 任务\n第一节 学前\n新建园所。\n"
    assert outline(text) == [(1, "基础"), (2, "成就"), (2, "问题"), (1, "任务"), (2, "学前")]


def test_numbers_in_square_brackets_are_numbers():
    text = "柳林县2031年教育工作总结\n一、主要工作\n〔一〕加大投入。提高标准。\n〔二〕优化布局。新建学校。\n"
    assert outline(text) == [(1, "主要工作"), (2, "加大投入"), (2, "优化布局")]


def test_headings_that_ran_into_their_first_sentence_end_where_it_begins():
    text = (
        "柳林县教育局2031年工作总结\n一年来,全县教育系统开拓进取。一、主要工作2031年,全县教育系统抓好各项任务,成效明显。"
        "(一)扎实推进均衡发展工作对照评估标准,逐校查找薄弱环节,完成设备采购。(二)加快学校建设完成投资2.5亿元,新增校舍16万平方米。"
        "二、存在问题我县城区学位仍然紧张,教师结构有待优化。"
    )
    assert outline(text) == [
        (1, "主要工作"),
        (2, "扎实推进均衡发展工作"),
        (2, "加快学校建设"),
        (1, "存在问题"),
    ]


def test_cells_of_a_table_one_a_line_are_no_headings():
    text = "柳林县教育发展规划\n一、目标\n主要指标如下。\n指标\n2030年\n2035年\n属性\n毛入园率\n普惠率\n约束性\n到2035年全面实现现代化。\n二、任务\n扩大资源。\n"
    assert outline(text) == [(1, "目标"), (1, "任务")]
