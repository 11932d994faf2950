"""What is read of pasted minutes, tables and messages."""

from hypothesis import given
from hypothesis import strategies as st

from gangmu.engines.reading.assigned import read_assigned

MINUTES = """青山县教育局局长办公会议纪要
会议议定以下事项：
一、加快推进城区三所幼儿园建设，由基教科牵头，项目办、财务科配合，8月31日前完成主体工程。
二、由人事科牵头，7月底前完成教师招聘工作。
三、关于校园食堂安全，体卫艺股负责，立即开展全面排查，9月10日前报送排查情况。
"""


def test_minutes_give_each_item_its_owner_helpers_and_day():
    told = read_assigned(MINUTES)
    assert [(t.number, t.leading, t.cooperating, t.deadline) for t in told] == [
        ("一", ("基教科",), ("项目办", "财务科"), "8月31日前"),
        ("二", ("人事科",), (), "7月底前"),
        ("三", ("体卫艺股",), (), "9月10日前"),
    ]


def test_the_name_of_a_task_leaves_out_who_and_keeps_what():
    told = read_assigned(MINUTES)
    assert told[0].name == "加快推进城区三所幼儿园建设，8月31日前完成主体工程"
    assert told[1].name == "7月底前完成教师招聘工作"


def test_a_span_is_the_sentence_as_it_was_pasted():
    told = read_assigned(MINUTES)
    assert MINUTES[told[1].start : told[1].end].startswith("二、由人事科牵头，")


def test_a_message_of_one_sentence_is_read():
    (told,) = read_assigned("请基教科牵头，于5月20日前完成控辍保学排查，各学校配合。")
    assert (told.leading, told.deadline) == (("基教科",), "5月20日前")
    assert "控辍保学排查" in told.name


def test_a_message_that_only_asks_a_section_is_read():
    (told,) = read_assigned("请基教科5月20日前报送控辍保学排查情况。")
    assert (told.leading, told.deadline) == (("基教科",), "5月20日前")


def test_a_pasted_table_is_read_by_its_heads_and_a_theme_carries_down():
    block = (
        "板块\t序号\t工作任务\t目标要求\t牵头科室\t配合科室\t完成时限\n"
        "学前教育\t1\t新建幼儿园3所\t年内投用\t基教科\t项目办、财务科\t2026年9月30日\n"
        "\t2\t招聘教师120名\t\t人事科\t\t8月底前\n"
    )
    told = read_assigned(block)
    assert [(t.theme, t.number, t.name, t.leading, t.cooperating, t.deadline, t.measure) for t in told] == [
        ("学前教育", "1", "新建幼儿园3所", ("基教科",), ("项目办", "财务科"), "2026年9月30日", "年内投用"),
        ("学前教育", "2", "招聘教师120名", ("人事科",), (), "8月底前", ""),
    ]


def test_a_printed_owner_after_a_label_is_the_owner():
    (told,) = read_assigned("完成中小学校舍安全排查。（责任科室：项目办；配合科室：基教科）")
    assert (told.leading, told.cooperating) == (("项目办",), ("基教科",))


def test_talk_without_work_gives_no_task():
    assert read_assigned("今天天气很好，大家辛苦了。") == []


TOPICS = """青山县教育局局长办公会议纪要
会议议定以下事项：
一、关于校园安全。由基教科牵头，8月31日前完成排查。各学校9月5日前报送整改清单。
二、关于教师招聘。
由人事科牵头，7月底前完成教师招聘工作。
三、关于学位供给问题
会议要求，各学校8月底前完成摸底。
四、关于财务。会议听取了财务科汇报。
"""


def test_the_topic_with_which_an_item_of_minutes_begins_stays_with_what_is_to_be_done():
    told = read_assigned(TOPICS)
    assert [(t.number, t.name, t.deadline) for t in told] == [
        ("一", "关于校园安全，8月31日前完成排查", "8月31日前"),
        ("一", "关于校园安全，各学校9月5日前报送整改清单", "9月5日前"),
        ("二", "关于教师招聘，7月底前完成教师招聘工作", "7月底前"),
        ("三", "关于学位供给问题，各学校8月底前完成摸底", "8月底前"),
    ]
    assert TOPICS[told[2].start : told[2].end].startswith("二、关于教师招聘。")


def test_what_a_meeting_only_heard_is_no_task_and_what_it_asks_for_is():
    assert read_assigned("会议纪要\n一、关于财务。会议听取了财务科汇报。\n") == []
    (told,) = read_assigned("会议纪要\n一、关于财务。会议听取了汇报，由财务科牵头，9月底前完成清理。\n")
    assert told.leading == ("财务科",)


@given(
    st.text(
        alphabet="由请基教人事科股牵头负责配合，。、\n\t一二1234567890月日前底完成排查整改：（）",
        max_size=120,
    )
)
def test_whatever_is_pasted_is_read_and_spans_lie_in_it(text):
    for told in read_assigned(text):
        assert 0 <= told.start < told.end <= len(text)
        assert len(told.name) <= 300
