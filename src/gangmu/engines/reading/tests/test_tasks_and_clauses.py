"""Tasks, named actions, owners, and the account of every clause."""

from gangmu.engines.reading import read
from gangmu.engines.reading.tests.reading import states

HEAD = "柳林县教育局2031年工作要点\n"


def test_each_leaf_item_is_a_task_and_its_parent_is_none():
    text = (
        HEAD
        + "一、抓基础\n1.改善条件。维修校舍,更换课桌。\n2.强化管理。开展视导。\n二、抓队伍\n(一)培训教师。组织轮训。"
    )
    assert [t.section_path for t in read(text).tasks] == ["一.1", "一.2", "二.(一)"]


def test_ordinals_inside_an_item_are_the_tasks():
    text = HEAD + "一、抓基础\n1.改善条件。一是维修校舍。更换门窗。二是添置设备。采购课桌。"
    assert [t.section_path for t in read(text).tasks] == ["一.1.一是", "一.1.二是"]


def test_a_section_of_sentences_gives_a_task_a_sentence():
    text = HEAD + "一、抓基础\n维修校舍,更换课桌。开展视导,通报结果。"
    assert [text[t.start : t.end] for t in read(text).tasks] == ["维修校舍,更换课桌。", "开展视导,通报结果。"]


def test_guidance_and_principles_are_no_tasks():
    text = (
        HEAD
        + "一、指导思想\n坚持育人为本,推进改革。\n二、工作原则\n——坚持统筹。推进城乡一体。\n——坚持创新。鼓励探索。\n三、重点任务\n1.抓安全。开展排查。"
    )
    assert [t.section_path for t in read(text).tasks] == ["三.1"]


def test_a_list_of_figures_is_no_task_unless_it_asks_for_work():
    text = (
        HEAD
        + "一、事业目标\n(一)学前教育:毛入园率达到95%,普惠率达到90%。\n(二)学校建设:按期完成校舍加固,启动新校选址。"
    )
    assert [t.section_path for t in read(text).tasks] == ["一.(二)"]


def test_a_field_with_figures_outside_the_aims_is_a_task_when_it_names_work():
    text = HEAD + "一、主要任务\n(一)扩资源。新建学校5所,增加学位900个。"
    assert [t.section_path for t in read(text).tasks] == ["一.(一)"]


def test_problems_are_no_tasks():
    text = "柳林县教育局2030年工作总结\n一、主要成效\n(一)抓改革。组建联盟。\n二、存在的主要问题\n(一)资源不足。加快补短。"
    assert [t.section_path for t in read(text).tasks] == ["一.(一)"]


def test_a_summary_reports_what_is_done_and_its_next_step_is_planned():
    text = "柳林县教育局2030年工作总结\n一、抓改革\n1.推进联盟办学。组建联盟三个。下一步将扩大联盟范围,出台考核办法。"
    tasks = read(text).tasks
    assert [(t.status, text[t.start : t.start + 3]) for t in tasks] == [
        ("done", "1.推"),
        ("planned", "下一步"),
    ]


def test_means_and_aims_belong_to_the_action_between_them():
    text = HEAD + "一、抓教学\n1.提高质量。以课堂为主阵地,开展教学视导,促进质量提升。建立教研联盟。"
    actions = read(text).tasks[0].actions
    assert [a.text for a in actions] == ["以课堂为主阵地,开展教学视导,促进质量提升", "建立教研联盟"]


def test_the_first_of_the_printed_owners_leads_and_helpers_come_last():
    text = (
        HEAD + "一、抓教学\n1.提高质量。开展视导。(牵头科室:基教股、教研室;配合单位:各学校;完成时限:6月底前)"
    )
    task = read(text).tasks[0]
    assert (task.owners, task.deadline) == (["基教股", "教研室", "各学校"], "6月底前")
    assert task.actions[0].owners == ["基教股", "教研室", "各学校"]
    assert task.actions[0].deadline == "6月底前"


def test_owners_of_several_sentences_stay_with_their_sentence():
    text = HEAD + "一、抓教学\n1.提高质量。开展视导(责任股室:基教股)。组织培训(责任股室:人事股)。"
    task = read(text).tasks[0]
    assert [a.owners for a in task.actions] == [["基教股"], ["人事股"]]
    assert task.owners == ["基教股", "人事股"]


def test_owners_alone_at_the_end_of_a_section_belong_to_its_sentences_and_a_leader_owns_nothing():
    text = (
        HEAD
        + "一、聚焦提质。实施提升行动。建立教研联盟。(责任领导:李某;牵头股室:基教股;配合股室:教研室、各学校)"
    )
    tasks = read(text).tasks
    assert [text[t.start : t.end] for t in tasks] == ["实施提升行动。", "建立教研联盟。"]
    assert {tuple(t.owners) for t in tasks} == {("基教股", "教研室", "各学校")}


def test_a_deadline_inside_an_action_is_kept():
    text = HEAD + "一、抓项目\n1.加快建设。9月底前建成新校,年内启动二期工程。"
    assert [a.deadline for a in read(text).tasks[0].actions] == ["9月底前", "年内"]


def test_work_that_no_known_verb_opens_stays_open():
    text = HEAD + "一、抓安全\n1.校园安全。开展排查,会同公安机关每月清查网吧,完善预案。"
    found = states(text)
    assert found["会同公安机关每月清查网吧,"] == ("open", "")
    assert found["开展排查,"] == ("action", "")


def test_an_unread_clause_in_an_annex_shows_as_open():
    text = (
        HEAD
        + "一、抓安全\n1.校园安全。开展排查。\n\n柳林县教育局\n2031年3月1日\n\n附件1\n重点项目\n第三小学迁建由项目办负责。"
    )
    assert states(text)["第三小学迁建由项目办负责。"] == ("open", "")


def test_headings_targets_guidance_and_outside_are_told_apart():
    text = (
        "来源:某网\n"
        + HEAD
        + "今年是关键一年。\n一、指导思想\n坚持育人为本。\n二、任务\n1.建学校。新建学校3所。\n责任编辑:某某"
    )
    found = states(text)
    assert found["来源:某网"] == ("outside", "题头")
    assert found["今年是关键一年。"] == ("not_listed", "背景")
    assert found["一、指导思想"] == ("heading", "")
    assert found["坚持育人为本。"] == ("not_listed", "总体要求")
    assert found["1.建学校。"] == ("heading", "")
    assert found["新建学校3所。"] == ("target", "")
    assert found["责任编辑:某某"] == ("outside", "正文之后")


def test_a_clause_said_twice_points_to_the_first():
    text = HEAD + "一、抓安全\n1.校园安全。定期开展隐患排查整治。\n2.食品安全。定期开展隐患排查整治。"
    reading = read(text)
    assert [c.reason for c in reading.clauses if c.state == "not_listed"] == ["已含于第一.1项"]


def test_a_reading_becomes_json_with_the_agreed_keys():
    form = read(HEAD + "一、任务\n1.建学校。新建学校3所。").as_json()
    assert set(form) == {"doc", "outline", "targets", "tasks", "clauses", "disagreements"}
    assert {"path", "level", "title", "start", "kind"} <= set(form["outline"][0])


def test_a_list_of_works_one_a_line_holds_actions_and_no_bare_headings():
    found = states(
        "柳林县教育局2031年为民办实事\n1.实施校舍安全工程,开工建设新城小学。\n2.改造乡镇学校食堂。\n3.开办假期托管班。\n"
    )
    assert found["开工建设新城小学。"] == ("action", "")
    assert found["2.改造乡镇学校食堂。"] == ("action", "")


def test_a_named_doer_who_must_do_something_and_a_test_to_be_passed_are_work():
    found = states(
        HEAD + "一、均衡发展\n1.迎接评估。甲乡教研机构要指导薄弱学校,甲县、乙县通过均衡发展国家评估。"
    )
    assert found["甲乡教研机构要指导薄弱学校,"] == ("action", "")
    assert found["甲县、乙县通过均衡发展国家评估。"] == ("action", "")


def test_the_meaning_of_the_year_is_background():
    found = states(HEAD + "一、形势任务\n2031年是全县教育攻坚之年,全面建成优质学校。")
    assert found["2031年是全县教育攻坚之年,"] == ("not_listed", "背景")


LISTED = """柳林县教育体育局2031年重点工作任务分解
一、学校建设
1.新建城南小学，年内完成主体工程。
（责任领导：张某某；牵头科室：项目办；配合科室：计财股、各学校；完成时限：2031年6月底前）
2.改造乡镇食堂6处。
责任科室：后勤中心
完成时限：12月底前
3.完成36所学校直饮水改造。（计财股、后勤中心）
二、队伍建设
4.招聘教师150人。（人事股）
5.各学校要健全师德考核制度。
"""


def test_owners_and_deadline_on_lines_below_an_item_belong_to_it_and_are_no_headings():
    reading = read(LISTED)
    assert [n.number for n in reading.outline] == ["一、", "1.", "2.", "3.", "二、", "4.", "5."]
    first, second = reading.tasks[:2]
    assert (first.owners, first.deadline) == (["项目办", "计财股", "各学校"], "2031年6月底前")
    assert (second.owners, second.deadline) == (["后勤中心"], "12月底前")
    assert [a.text for a in first.actions] == ["新建城南小学", "年内完成主体工程"]


def test_owners_in_a_bare_bracket_at_the_end_of_an_item_are_read():
    tasks = read(LISTED).tasks
    assert [t.owners for t in tasks[2:]] == [["计财股", "后勤中心"], ["人事股"], []]
    assert states(LISTED)["（人事股）"] == ("not_listed", "责任与时限标注")


def test_a_bracket_that_explains_a_noun_names_no_owner():
    text = (
        HEAD + "一、抓安全\n1.校园安全。各中小学校(幼儿园)开展排查,县(市、区)普惠性民办园(幼儿园)落实责任。"
    )
    assert read(text).tasks[0].owners == []
