"""Hand-made records for each row of the acceptance table that planning serves, and what must come out of them."""

from datetime import date
from typing import Any

from gangmu.datacentre.targets.choices import ValueKind
from gangmu.datacentre.targets.services import TargetDraft, ValueDraft, create_target
from gangmu.foundation.kernel.actors import acting_as
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.services import found, move, rename
from gangmu.procedures.ledger.choices import SourceKind
from gangmu.procedures.ledger.services.closing import check_completion, propose_completion
from gangmu.procedures.ledger.services.tasks import TaskDraft, create_task

Record = tuple[str, str, dict[str, str]]
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def _entered(person: str, register: str, unit: str, name: str, **form: str) -> Record:
    return person, register, {"organisation": unit, "name": name, **form}


def _sent(person: str, unit: str, title: str, sent: str, taken: str = "") -> Record:
    form = {
        "organisation": unit, "title": title, "medium": "县报", "level": "county", "submitted_on": sent, "adopted_on": taken,
    }  # fmt: skip
    return person, "publicity", form


def _publicity() -> dict[str, Any]:
    """Articles of a year: three sent in it by three units, two taken in it of which one was sent the year before."""
    return {
        "system": "publicity",
        "records": (
            _sent("小周", "section", "课后服务", "2025-03-02", "2025-03-09"),
            _sent("小郑", "school", "开学第一课", "2025-01-01"),
            _sent("小陈", "bureau", "招生政策", "2025-12-31", "2026-01-05"),
            _sent("小郑", "school", "岁末", "2024-12-30", "2025-01-03"),
        ),
        "period": YEAR,
        "figures": (("publicity_items_submitted", 3, None, 3), ("publicity_items_adopted", 2, None, 2)),
        "words": ("做好教育宣传工作,全年报送信息不少于50篇", "加强信息报送和宣传信息考核"),
        "summary": ("全年报送教育信息", "被采用"),
    }


def _problems_of_a_year(cast: Any) -> None:
    """Two problems on the ledger, one of them cleared."""
    own = cast.own
    for key, cleared in (("x", True), ("y", False)):
        with acting_as(cast.actor("张主任")):
            task = create_task(
                TaskDraft(
                    key, f"问题{key}", own.bureau.pk, 2025, ledger=SourceKind.PROBLEM, lead_id=own.section.pk,
                    issued_on=date(2025, 3, 1), due_on=date(2025, 9, 1),
                )
            )  # fmt: skip
        if cleared:
            with acting_as(cast.actor("刘科长")):
                proposed = propose_completion(task, task.version, "已解决")
            with acting_as(cast.actor("张主任")):
                check_completion(proposed, True)


def _problems_and_highlights() -> dict[str, Any]:
    """Two problems, one cleared; two highlights of the year, one of the year before."""
    return {
        "system": "problems_and_highlights",
        "records": (
            _entered("小周", "highlights", "section", "课后服务经验", shown_on="2025-06-01", evidence="县报头版"),
            _entered("小郑", "highlights", "school", "劳动课程", shown_on="2025-09-10", evidence="现场会"),
            _entered("小郑", "highlights", "school", "阅读节", shown_on="2024-09-10", evidence="报道"),
        ),
        "acts": (_problems_of_a_year,),
        "period": YEAR,
        "figures": (("problems_raised", 2, None, 2), ("problems_cleared_share", 50, 2, 1), ("highlights_shown", 2, None, 2)),
        "words": ("抓重点、破难点、育亮点", "每个县市培育亮点工作3—5个", "建立难点问题台账"),
        "summary": ("难点问题台账", "工作亮点"),
    }  # fmt: skip


def _targets_of_a_year(cast: Any) -> None:
    """Four targets due in the year that a person confirmed, one of them counted from a register."""
    with acting_as(cast.actor("张主任")):
        for number in range(4):
            create_target(
                TargetDraft(
                    f"t{number}", cast.own.bureau.pk, 2025, "报送信息" if number == 0 else f"指标{number}", "不少于50", ">=", "篇",
                    date(2025, 12, 31), (ValueDraft(2025, ValueKind.NUMBER, 50),), met_when="at_least",
                    indicator="publicity_items_submitted" if number == 0 else "",
                )
            )  # fmt: skip


def _targets() -> dict[str, Any]:
    """Four targets, one computed: 25 %."""
    return {
        "system": "numeric_targets",
        "records": (),
        "acts": (_targets_of_a_year,),
        "period": YEAR,
        "figures": (("targets_due", 4, None, 4), ("targets_computed_share", 25, 4, 1)),
        "words": ("教育事业发展目标", "全市教育事业目标"),
        "summary": ("事业目标",),
    }


def _reviews() -> dict[str, Any]:
    """Four reviews of the year from three sources, three of them good."""
    told = [("government", "good", "2025-04-01"), ("public", "good", "2025-05-01"), ("third_party", "poor", "2025-06-01"),
            ("public", "good", "2025-07-01"), ("public", "poor", "2024-07-01")]  # fmt: skip
    return {
        "system": "task_reviews",
        "records": tuple(
            _entered(
                "小陈",
                "task-reviews",
                "bureau",
                "双减",
                source=source,
                reviewer="评价组",
                reviewed_on=day,
                conclusion=word,
            )
            for source, word, day in told
        ),
        "period": YEAR,
        "figures": (("task_reviews_held", 4, None, 4), ("task_reviews_good_share", 75, 4, 3)),
        "words": ("建立政府督导、社会监督、第三方评价相结合的机制",),
        "summary": ("认可率",),
    }


def _decisions() -> dict[str, Any]:
    """One decision listed in the year, one before."""
    told = {
        "decider": "局党组",
        "authority": "集体决策",
        "procedure": "调研—论证—审议",
        "liability": "主要负责人",
    }
    return {
        "system": "decisions",
        "records": (
            _entered("小陈", "decisions", "bureau", "学校布局调整", listed_on="2025-02-01", **told),
            _entered("小陈", "decisions", "bureau", "大额资金", listed_on="2024-02-01", **told),
        ),
        "period": YEAR,
        "figures": (("decisions_listed", 1, None, 1),),
        "words": ("明确重大决策事项、主体、权限、程序和责任",),
        "summary": ("重大决策",),
    }


def _projects(kind: str) -> dict[str, Any]:
    """Two started in the year; of the two due in it one is finished."""
    return {
        "system": "work_projects",
        "records": (
            _entered("小周", "work-projects", "section", "作业改革", kind=kind, head="刘科长", partner="师范大学",
                     started_on="2025-03-01", due_on="2025-12-01", state="finished"),
            _entered("小周", "work-projects", "section", "家校协同", kind=kind, head="刘科长", started_on="2025-04-01",
                     due_on="2026-12-01", state="running"),
            _entered("小郑", "work-projects", "school", "导师制", kind=kind, head="吴校长", started_on="2024-04-01",
                     due_on="2025-06-01", state="running"),
        ),
        "period": YEAR,
        "figures": (("work_projects_started", 2, None, 2), ("work_projects_finished_share", 50, 2, 1)),
        "words": ("推进教育工作课题化、项目化管理",) if kind == "topic" else ("以项目制推进课程改革",),
        "summary": ("结项率",),
    }  # fmt: skip


def _pilots() -> dict[str, Any]:
    """One pilot and two cases named in the year."""
    return {
        "system": "pilots",
        "records": (
            _entered(
                "小陈",
                "pilots",
                "bureau",
                "幼小衔接",
                kind="pilot",
                level="province",
                stage="running",
                named_on="2025-03-01",
            ),
            _entered(
                "小陈",
                "pilots",
                "bureau",
                "教师发展",
                kind="case",
                level="nation",
                stage="named",
                named_on="2025-04-01",
            ),
            _entered(
                "小郑",
                "pilots",
                "school",
                "课后服务",
                kind="case",
                level="city",
                stage="named",
                named_on="2025-05-01",
            ),
            _entered(
                "小郑",
                "pilots",
                "school",
                "体育活动",
                kind="pilot",
                level="city",
                stage="finished",
                named_on="2024-05-01",
            ),
        ),
        "period": YEAR,
        "figures": (("pilots_named", 1, None, 1), ("cases_named", 2, None, 2)),
        "words": ("做好国家改革试点,总结推广典型案例",),
        "summary": ("改革试点", "典型案例"),
    }


def _meetings() -> dict[str, Any]:
    """One meeting; two rounds in 6 + 4 schools with 8 + 2 problems, 5 + 2 of them fixed."""
    return {
        "system": "meetings",
        "records": (
            _entered("小陈", "meetings", "bureau", "创建动员会", kind="meeting", held_on="2025-03-01", head="王局长"),
            _entered("小陈", "meetings", "bureau", "开学督查", kind="inspection", held_on="2025-03-08", head="李副局长",
                     schools_visited="6", problems_found="8", problems_fixed="5"),
            _entered("小陈", "meetings", "bureau", "迎评督查", kind="inspection", held_on="2025-09-08", head="李副局长",
                     schools_visited="4", problems_found="2", problems_fixed="2"),
            _entered("小陈", "meetings", "bureau", "去年读书会", kind="meeting", held_on="2024-08-01", head="王局长"),
        ),
        "period": YEAR,
        "figures": (
            ("meetings_held", 1, None, 1), ("inspection_schools_visited", 10, None, 2),
            ("inspection_problems_fixed_share", 70, 10, 2),
        ),
        "words": ("召开创建动员会", "局班子成员带队督查"),
        "summary": ("带队督查",),
    }  # fmt: skip


def _renamed_moved_and_founded(cast: Any) -> None:
    """In 2025 a school takes another name, a kindergarten goes under the bureau, a school is founded."""
    own = cast.own
    with acting_as(cast.actor("蒋管理")):
        rename(own.school, date(2025, 9, 1), "青山县第一实验小学", "青教〔2025〕3号")
        move(own.kindergarten, date(2025, 9, 1), own.bureau, "青教〔2025〕4号")
        found("a9", date(2025, 8, 1), own.township, name="青山县城南小学", kind=Kind.SCHOOL)


def _boundaries() -> dict[str, Any]:
    """150 persons on two lists, 147 received; two differences, one settled; three units changed."""
    moved = {"moved_on": "2025-09-01"}
    return {
        "system": "boundary_changes",
        "records": (
            _entered("小陈", "staff-transfers", "bureau", "第一批", kind="teacher", persons_before="120", persons="117", **moved),
            _entered("小陈", "staff-transfers", "bureau", "第一批", kind="retired", persons_before="30", persons="30", **moved),
            _entered("小陈", "policy-differences", "bureau", "课后服务补助", before="每课时40元", after="每课时50元",
                     found_on="2025-09-02", state="done", decision="按接收地执行"),
            _entered("小陈", "policy-differences", "bureau", "乡镇补贴", before="每月300元", after="无", found_on="2025-09-02",
                     state="open"),
        ),
        "acts": (_renamed_moved_and_founded,),
        "period": YEAR,
        "figures": (
            ("units_founded", 1, None, 1), ("units_renamed", 1, None, 1), ("units_moved", 1, None, 1),
            ("staff_received_share", 98, 150, 2), ("policy_differences_settled_share", 50, 2, 1),
        ),
        "words": ("做好区划调整后学校划转和融合发展",),
        "summary": ("区划调整", "政策差异"),
    }  # fmt: skip


def _party() -> dict[str, Any]:
    """75 sessions and 5,000 persons of the year in two activities, one talk without a count of persons."""
    return {
        "system": "party_activities",
        "records": (
            _entered(
                "小陈",
                "party-activities",
                "bureau",
                "主题活动",
                kind="theme",
                held_on="2025-07-01",
                sessions="70",
                persons="4800",
            ),
            _entered(
                "小郑",
                "party-activities",
                "school",
                "党课",
                kind="lecture",
                held_on="2025-06-30",
                sessions="4",
                persons="200",
            ),
            _entered(
                "小陈",
                "party-activities",
                "bureau",
                "廉政谈话",
                kind="talk",
                held_on="2025-02-01",
                sessions="1",
            ),
            _entered(
                "小陈",
                "party-activities",
                "bureau",
                "主题活动",
                kind="theme",
                held_on="2024-07-01",
                sessions="9",
                persons="9",
            ),
        ),
        "period": YEAR,
        "figures": (("party_sessions", 75, None, 3), ("party_persons", 5000, None, 3)),
        "words": ("落实党建工作责任制", "开展廉政谈话和清廉学校建设", "落实意识形态责任制"),
        "summary": ("党建活动",),
    }


def _matters() -> dict[str, Any]:
    """Two received in the year; of the two due in it one is done."""
    return {
        "system": "county_matters",
        "records": (
            _entered("小周", "county-matters", "section", "创文迎检", county_owner="县文明办", received_on="2025-02-01",
                     due_on="2025-10-01", state="done"),
            _entered("小陈", "county-matters", "bureau", "双拥宣传", county_owner="县退役军人局", received_on="2025-03-01",
                     state="open"),
            _entered("小陈", "county-matters", "bureau", "节能检查", county_owner="县发改委", received_on="2024-12-01",
                     due_on="2025-06-01", state="open"),
        ),
        "period": YEAR,
        "figures": (("county_matters_received", 2, None, 2), ("county_matters_done_share", 50, 2, 1)),
        "words": ("配合做好创文、营商环境、双拥、关工委、统战、河长制、节能等工作",),
        "summary": ("县里其他工作", "办结率"),
    }  # fmt: skip


def cases() -> dict[str, dict[str, Any]]:
    """The record set of each row."""
    return {
        "A1.01": _targets(),
        "A1.03": _problems_and_highlights(),
        "A1.06": _reviews(),
        "A1.10": _decisions(),
        "A1.11": _projects("topic"),
        "A1.12": _pilots(),
        "A1.13": _projects("project"),
        "A1.14": _meetings(),
        "A1.15": _boundaries(),
        "A1.16": _party(),
        "A1.17": _publicity(),
        "A1.18": _matters(),
    }
