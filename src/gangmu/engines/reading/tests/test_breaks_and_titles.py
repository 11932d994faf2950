"""Pages that break lines inside sentences, and titles as web pages print them."""

import re

import pytest

from gangmu.engines.reading import read
from gangmu.engines.reading.breaks import soft_breaks
from gangmu.engines.reading.tests.reading import body, outline

SECTIONS = "一、主要成效\n1.抓改革。组建联盟。\n二、存在问题\n1.学位紧张。城区入学压力较大。"


def values(text: str) -> list[tuple[float | None, str]]:
    return [(t.value, t.unit) for t in read(text).targets]


def test_a_figure_alone_on_its_line_belongs_to_the_sentence_around_it():
    text = "柳林县2031年教育工作总结\n一、办学条件\n全年新建幼儿园\n12\n所,招聘教师\n305\n名。\n二、经费\n投入\n1.6\n亿元。"
    assert values(text) == [(12, "所"), (305, "名"), (1.6, "亿元")]
    assert [text[t.value_start : t.value_end] for t in read(text).targets] == ["12", "305", "1.6"]


def test_a_mask_alone_on_its_line_is_a_masked_figure():
    assert values("柳林县教育局工作总结\n一、资助\n发放补助\nxx.x\n万元,惠及\nxxx\n人。") == [
        (None, "万元"),
        (None, "人"),
    ]


def test_cells_of_a_table_on_lines_of_their_own_stay_apart():
    assert soft_breaks("指标\n2030年\n2031年\n入园率\n98\n99\n巩固率\n100\n100\n约束性") == []


def test_a_number_alone_on_its_line_opens_the_item_on_the_next():
    text = "柳林县2031年教育工作要点\n一、\n总体要求\n坚持育人为本。\n二、\n重点任务\n(一)\n抓好安全\n开展排查整治。"
    assert outline(text) == [(1, "总体要求"), (1, "重点任务"), (2, "抓好安全")]


def test_wrapped_lines_hold_whole_figures():
    line = "全县各级各类学校坚持育人为本深化课程教学改革提升办学质量,"
    text = (
        f"柳林县2031年教育工作总结\n{line}\n{line}\n{line}\n"
        + (line[:-5] + "新增学位\n1200个,")
        + line[6:]
        + "\n"
    )
    text += "\n".join([line] * 9) + "完成。"
    assert (1200, "个") in values(text)


@pytest.mark.parametrize(
    "title",
    [
        "柳林县教育局2031年工作总结范文范例",
        "区教育局工作汇报材料",
        "教育局2031年工作要点(三)",
        "2031年教育局工作总结.docx",
        "柳林县教育局2031年工作总结三篇",
    ],
)
def test_what_a_page_of_collected_papers_hangs_on_a_title_is_part_of_its_line(title):
    text = f"{title}\n{SECTIONS}"
    assert read(text).doc.title == title
    assert body(text) == SECTIONS


@pytest.mark.parametrize(
    "start", ["一、主要成效", "今年以来,全县教育系统", "2031年,全县教育系统", "在县委坚强领导下,"]
)
def test_a_title_that_the_page_ran_into_the_text_is_parted_from_it(start):
    rest = "教育系统凝心聚力、真抓实干。" * 5
    text = f"柳林县教育局2031年工作总结{start}{rest}"
    assert read(text).doc.title == "柳林县教育局2031年工作总结"
    assert body(text) == start + rest


def test_a_first_line_above_numbered_sections_names_the_document():
    text = f"柳林县教育系统落实双减政策有关做法\n{SECTIONS}"
    assert (read(text).doc.title, body(text)) == ("柳林县教育系统落实双减政策有关做法", SECTIONS)


def test_the_name_that_a_notice_quotes_is_found_though_broken_over_lines():
    text = (
        "柳林县人民政府\n关于印发《2031年对乡镇人民政府履行\n教育职责评价报告》的通知\n柳政发〔2031〕8号\n各乡镇人民政府:\n"
        f"现将报告印发给你们,请认真抓好落实。\n柳林县人民政府\n2031年4月2日\n2031年对乡镇人民政府履行\n教育职责\n评价报告\n{SECTIONS}"
    )
    assert read(text).doc.title == "2031年对乡镇人民政府履行教育职责评价报告"
    assert body(text) == SECTIONS


def test_captions_of_figures_and_tables_are_no_headings():
    text = "2031年全县教育事业发展统计公报\n一、学前教育\n图1 近三年在园幼儿\n全县幼儿园20所。\n表2 幼儿园情况\n在园幼儿3000人。\n二、小学\n小学30所。"
    assert outline(text) == [(1, "学前教育"), (1, "小学")]


def test_the_year_of_a_document_quoted_at_the_opening_is_not_the_documents_own():
    text = "柳林县学前教育发展意见\n为落实《指导意见》(国办发〔2029〕13号)精神,提出如下意见。\n一、目标\n普及普惠。\n二、任务\n建好园所。"
    assert read(text).doc.year_plan is None


PLAN = """柳林县教育局2031年工作要点
一、总体要求
坚持育人为本,围绕办好群众家门口的学校这一目标,全面提升教育质量,推动城乡教育优质均衡发展,让每个孩子都能就近上好学,让每位教师都能安心从教,确保各项任务落地见效。
二、重点任务
(一)扩大学位供给
1.建设学校。新建幼儿园12所、改扩建中小学15所,新增学位8600个,公办园在园幼儿占比达到55.5%以上,年内全部投入使用,确保城区适龄儿童就近入学。
2.消除大班额。大班额比例控制在3.2%以内,全面消除超大班额,各校按标准班额均衡编班,招生入学全程接受社会监督,阳光公开。
(二)建强教师队伍
1.补充教师。公开招聘教师320名,引进研究生26名,交流轮岗比例不低于12%,优先保障乡村学校紧缺学科需求,落实乡镇工作补贴。
2.提升素养。培训教师5200人次,评选学科带头人60名,组建名师工作室18个,带动全县教师专业成长,健全师德考核机制。
"""


def mended(text: str) -> tuple[list[tuple[int, str]], list[tuple[float | None, str, str]]]:
    reading = read(text)
    return (
        [(n.level, n.title_clean.replace(" ", "")) for n in reading.outline],
        [(t.value, t.unit, t.comparator) for t in reading.targets],
    )


@pytest.mark.parametrize("width", [24, 30, 38])
def test_a_page_that_wraps_its_lines_reads_like_one_that_does_not(width):
    wrapped = "\n".join(
        "\n".join(line[i : i + width] for i in range(0, len(line), width)) for line in PLAN.splitlines()
    )
    assert mended(wrapped) == mended(PLAN)


def test_a_page_that_breaks_its_lines_around_figures_reads_like_one_that_does_not():
    broken = re.sub(r"(?<=[\u4e00-\u9fff])(\d+(?:\.\d+)?)(?=[\u4e00-\u9fff%])", r"\n\1\n", PLAN)
    assert broken.count("\n") > PLAN.count("\n") + 20
    assert mended(broken) == mended(PLAN)
