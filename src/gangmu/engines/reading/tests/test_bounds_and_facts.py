"""Where the body lies, and what the document says of itself."""

import pytest

from gangmu.engines.reading import read
from gangmu.engines.reading.tests.reading import body

BODY = "一、总体要求\n坚持育人为本。\n二、重点任务\n1.抓好安全。开展排查整治。"


def test_web_furniture_around_the_text_is_left_out():
    text = f"首页 > 教育 > 正文\n分享到:\n【字体:大 中 小】\n柳林县教育局2031年工作要点\n发布时间:2031-03-01 来源:柳林县教育局\n{BODY}\n\n责任编辑:某某\n扫一扫用手机看本页\n相关阅读\n上一篇:别的"
    assert body(text) == BODY


def test_an_advert_and_a_disclaimer_end_the_body():
    text = f"教育局2031年工作计划范文\n{BODY}\n来源:网络整理 免责声明:文章仅供参考,若有侵权,联系我们即予删除。\n本文由用户上传。\n下载本文档 VIP免费下载"
    assert body(text) == BODY


def test_an_advert_in_the_middle_does_not_end_the_body():
    more = "\n3.抓好教学。全面落实常规要求,定期开展教学视导,及时反馈存在问题。\n4.抓好教研。加强校本研修,组织片区联动,推广优秀成果。"
    text = f"柳林县2031年教育工作要点\n{BODY}\n扫码下载APP\n2.抓好卫生。落实责任。{more}"
    assert body(text).endswith("推广优秀成果。")


def test_an_abstract_box_above_the_text_is_no_body():
    text = f"某县教育工作总结\n摘要:某县教育工作总结 一、总体要求 坚持育人为本。...(全文共:1200字)\n某县教育工作总结\n{BODY}"
    assert body(text) == BODY


def test_signature_and_date_come_after_the_body():
    reading = read(f"柳林县教育局2031年工作要点\n{BODY}\n\n柳林县教育局\n2031年3月8日\n")
    assert reading.doc.body_end == "抓好安全。开展排查整治。"
    assert (reading.doc.issuer, reading.doc.doc_date_repaired) == ("柳林县教育局", "2031-03-08")


def test_a_covering_notice_is_not_body():
    text = f"柳林县教育局文件\n柳教发〔2031〕5号\n关于印发《柳林县2031年教育工作要点》的通知\n各学校:\n现将要点印发给你们,请认真贯彻执行。\n柳林县教育局\n2031年3月1日\n柳林县2031年教育工作要点\n{BODY}"
    doc = read(text).doc
    assert body(text) == BODY
    assert doc.title == "柳林县2031年教育工作要点"
    assert (doc.doc_number, doc.doc_number_repaired, doc.issuer) == (
        "柳教发〔2031〕5号",
        None,
        "柳林县教育局",
    )


def test_notes_after_the_text_are_not_body():
    text = "2031年全县教育统计公报[1]\n\n一、综合\n全县学校[2]80所。\n二、学前教育\n幼儿园20所。\n\n[1] 数据来自年报。\n[2] 学校不含机构,口径不变。\n[3] 其他说明见附表。"
    assert body(text).endswith("幼儿园20所。")


def test_a_glossary_after_a_report_is_not_body():
    text = "2031年柳林县政府工作报告\n各位代表:\n现在,我代表县人民政府作报告。\n一、上年回顾\n成绩来之不易。全县上下共同努力,各项事业取得新进展。\n二、今年任务\n全力以赴抓好落实,推动高质量发展。\n名词解释\n1.双减:是指减轻作业负担和校外培训负担。"
    assert body(text).endswith("推动高质量发展。")


@pytest.mark.parametrize(
    ("printed", "repaired"),
    [
        ("柳教发〔2031〕12号", None),
        ("柳教发[2031]12号", None),
        ("柳教字（2031）3号", None),
        ("柳教发〔203112", "柳教发〔2031〕12号"),
    ],
)
def test_document_numbers_are_kept_as_printed_and_mended(printed, repaired):
    doc = read(f"柳林县教育局文件\n{printed}\n柳林县教育局2031年工作要点\n{BODY}").doc
    assert (doc.doc_number, doc.doc_number_repaired) == (printed, repaired)


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2031年3月8日", "2031-03-08"),
        ("2031.3.8", "2031-03-08"),
        ("二〇三一年三月十八日", "2031-03-18"),
        ("2031318", "2031-03-18"),
    ],
)
def test_dates_are_read_also_when_the_page_lost_their_words(printed, date):
    doc = read(f"柳林县教育局2031年工作要点\n{BODY}\n柳林县教育局\n{printed}").doc
    assert (doc.doc_date, doc.doc_date_repaired) == (printed, date)


@pytest.mark.parametrize(
    ("title", "kind", "plan", "summary"),
    [
        ("柳林县教育局2031年工作要点", "plan", 2031, None),
        ("柳林县教育局2030年工作总结", "summary", None, 2030),
        ("柳林县教育局2030年工作总结和2031年工作计划", "both", 2031, 2030),
        ("2031年柳林县政府工作报告", None, 2031, 2030),
        ("2030年全县教育事业发展统计公报", "summary", None, 2030),
        ("20**年教育局工作总结", "summary", None, None),
    ],
)
def test_kind_and_years_come_from_the_title(title, kind, plan, summary):
    doc = read(f"{title}\n{BODY}").doc
    assert (doc.kind, doc.year_plan, doc.year_summary) == (kind, plan, summary)


def test_a_year_in_chinese_numerals_is_read():
    assert read(f"柳林县教育局\n二○三一年工作要点\n{BODY}").doc.year_plan == 2031


def test_a_report_on_the_work_done_that_looks_ahead_is_both():
    text = "柳林县教育局关于2030年工作情况的报告\n县政府:\n一、主要成效\n1.抓改革。组建联盟。\n二、下一步工作打算\n1.抓项目。新建学校。"
    doc = read(text).doc
    assert (doc.kind, doc.year_summary, doc.body_start) == ("both", 2030, "一、主要成效1.抓改革。")


def test_a_list_of_annexes_above_the_signature_is_no_body():
    text = f"关于做好开学工作的通知\n各学校:\n{BODY}\n联系人:某某\n附件:1.检查表\n2.清单\n柳林县教育局\n2031年2月8日"
    assert body(text) == BODY


def test_a_generic_office_is_no_issuer():
    assert read(f"教育局2031年工作要点\n{BODY}").doc.issuer is None


def test_a_title_broken_over_two_lines_is_joined():
    assert read(f"柳林县教育体育局\n2031年工作要点\n{BODY}").doc.title == "柳林县教育体育局2031年工作要点"


@pytest.mark.parametrize("mark", ["秘密", "机密★1年", "绝密★长期", "秘 密"])
def test_a_classified_document_is_known_by_its_mark(mark):
    assert (
        read(f"{mark}\n柳林县教育局2031年工作要点\n{BODY}").doc.classification == mark[:2].replace(" ", "")
        if mark[1] != " "
        else "秘密"
    )


def test_the_word_secret_in_prose_classifies_nothing():
    text = f"柳林县教育局2031年工作要点\n{BODY}\n2.加强保密。保守国家秘密,管好机密文件。"
    assert read(text).doc.classification is None


def test_a_table_of_tasks_is_body():
    text = (
        "柳林县2031年教育工作责任分解表\n序号\t工作任务\t牵头科室\n1\t新建幼儿园\t基建股\n2\t招聘教师\t人事股"
    )
    assert body(text) == text.split("\n", 1)[1]


def test_an_empty_text_has_no_body():
    doc = read("").doc
    assert (doc.title, doc.body_start, doc.body_end_offset) == (None, "", 0)


def test_a_table_of_contents_is_no_body():
    text = "柳林县教育发展规划\n目 录\n第一章 基础 1\n第二章 目标 5\n第三章 任务 12\n第一章 基础\n学位充足。\n第二章 目标\n优质均衡。"
    assert body(text) == "第一章 基础\n学位充足。\n第二章 目标\n优质均衡。"


def test_a_page_on_one_line_is_cut_where_its_breaks_were():
    work = "统筹城乡教育资源,推进优质均衡发展,落实各项任务。" * 16
    text = f"各学校: 现将《柳林县教育事业发展规划》印发给你们,请认真组织实施。 2031年8月16日 柳林县教育事业发展规划 为办好教育,制定本规划。 一、发展基础 (一)水平提高 “十四五”期间成效显著。{work} (二)结构优化 {work}"
    reading = read(text)
    assert reading.doc.title == "柳林县教育事业发展规划"
    assert reading.doc.body_start == "为办好教育,制定本规划。"
    assert [(n.level, n.title) for n in reading.outline] == [
        (1, "发展基础"),
        (2, "水平提高"),
        (2, "结构优化"),
    ]


def test_a_notice_in_the_middle_of_an_entry_brings_the_document():
    text = (
        "柳林县教育强县实施意见\n柳林县委办印发《柳林县教育强县实施意见》,该意见分四部分。\n通知\n"
        "柳林县委办公室关于印发《柳林县教育强县实施意见》的通知\n各乡镇:\n现印发给你们,请认真组织实施。\n2031年7月6日\n意见\n"
        f"柳林县教育强县实施意见\n{BODY}"
    )
    assert body(text) == BODY


def test_a_notice_whose_title_is_broken_by_blank_lines_is_no_body():
    text = (
        "柳林县人民政府\n\n关于印发柳林县教育事业发展\n\n“十五五”规划的通知\n\n各乡镇人民政府:\n\n规划已经审议通过,请认真贯彻执行。\n\n"
        f"柳林县人民政府\n\n2031年4月11日\n\n柳林县教育事业发展“十五五”规划\n\n{BODY}"
    )
    assert (read(text).doc.title, body(text)) == ("柳林县教育事业发展“十五五”规划", BODY)


def test_the_years_of_a_quoted_plan_are_not_the_documents_own():
    text = f"柳林县教育现代化实施意见\n为落实《加快推进教育现代化实施方案(2029-2032年)》,制定本意见。\n{BODY}"
    assert read(text).doc.year_plan is None


def test_a_line_that_leads_up_to_a_numbered_heading_opens_the_body():
    text = "柳林县教育局2031年工作总结\n现将2031年教育工作情况汇报如下:\n一、2031年主要工作总结\n1.抓改革。组建联盟。\n二、问题\n学位紧张。"
    assert read(text).doc.body_start == "现将2031年教育工作情"
