"""The named systems of planning: what each serves, lists and counts, how it stands, what the summary says of it."""

from django.utils.translation import gettext_noop

from gangmu.procedures.ledger.registry import System, declare, told

declare(
    [
        System(
            code="publicity",
            name=gettext_noop("教育宣传信息报送"),
            rows=("A1.17",),
            state=told(gettext_noop("已报送信息 {publicity_items_submitted}")),
            summary_line=told(
                gettext_noop("全年报送教育信息 {publicity_items_submitted}，其中被采用 {publicity_items_adopted}。")
            ),
            registers=("publicity",),
            indicators=("publicity_items_submitted", "publicity_items_adopted"),
            words=("报送信息", "信息报送", "教育宣传", "宣传信息"),
        ),
        System(
            code="problems_and_highlights",
            name=gettext_noop("难点问题和工作亮点"),
            rows=("A1.03",),
            state=told(
                gettext_noop("列入问题 {problems_raised}，销号率 {problems_cleared_share}，亮点 {highlights_shown}")
            ),
            summary_line=told(
                gettext_noop("建立难点问题台账，列入问题 {problems_raised}，销号率 {problems_cleared_share}；形成工作亮点 {highlights_shown}。")
            ),
            registers=("tasks", "highlights"),
            indicators=("problems_raised", "problems_cleared_share", "highlights_shown"),
            words=("难点问题", "问题台账", "破难点", "育亮点", "培育亮点", "工作亮点"),
        ),
        System(
            code="numeric_targets",
            name=gettext_noop("事业目标"),
            rows=("A1.01",),
            state=told(gettext_noop("到期目标 {targets_due}，由登记册计算的占 {targets_computed_share}")),
            summary_line=told(
                gettext_noop("本年到期的事业目标 {targets_due}，其中由登记册计算的占 {targets_computed_share}。")
            ),
            registers=("targets",),
            indicators=("targets_due", "targets_computed_share"),
            words=("事业目标", "发展目标", "主要指标"),
        ),
        System(
            code="task_reviews",
            name=gettext_noop("多方评价"),
            rows=("A1.06",),
            state=told(gettext_noop("已评价 {task_reviews_held}，认可率 {task_reviews_good_share}")),
            summary_line=told(
                gettext_noop("开展政府督导、社会监督和第三方评价 {task_reviews_held}，认可率 {task_reviews_good_share}。")
            ),
            registers=("task-reviews",),
            indicators=("task_reviews_held", "task_reviews_good_share"),
            words=("第三方评价", "社会监督", "政府督导", "多元评价"),
        ),
        System(
            code="decisions",
            name=gettext_noop("重大决策清单"),
            rows=("A1.10",),
            state=told(gettext_noop("本年列入决策事项 {decisions_listed}")),
            summary_line=told(gettext_noop("完善重大决策制度，列入清单的决策事项 {decisions_listed}。")),
            registers=("decisions",),
            indicators=("decisions_listed",),
            words=("重大决策", "决策事项", "决策清单", "决策程序"),
        ),
        System(
            code="work_projects",
            name=gettext_noop("课题化、项目化管理"),
            rows=("A1.11", "A1.13"),
            state=told(gettext_noop("新立 {work_projects_started}，结项率 {work_projects_finished_share}")),
            summary_line=told(
                gettext_noop("推行课题化、项目化管理，新立课题和项目 {work_projects_started}，结项率 {work_projects_finished_share}。")
            ),
            registers=("work-projects",),
            indicators=("work_projects_started", "work_projects_finished_share"),
            words=("课题化", "项目化管理", "项目制"),
        ),
        System(
            code="pilots",
            name=gettext_noop("改革试点和典型案例"),
            rows=("A1.12",),
            state=told(gettext_noop("新增试点 {pilots_named}，入选案例 {cases_named}")),
            summary_line=told(gettext_noop("新增改革试点 {pilots_named}，入选典型案例 {cases_named}。")),
            registers=("pilots",),
            indicators=("pilots_named", "cases_named"),
            words=("改革试点", "试点工作", "典型案例", "试验区", "试点单位"),
        ),
        System(
            code="meetings",
            name=gettext_noop("会议部署和带队督查"),
            rows=("A1.14",),
            state=told(gettext_noop("会议 {meetings_held}，督查到校 {inspection_schools_visited}，整改率 {inspection_problems_fixed_share}")),
            summary_line=told(
                gettext_noop("召开会议 {meetings_held}，领导带队督查到校 {inspection_schools_visited}，问题整改率 {inspection_problems_fixed_share}。")
            ),
            registers=("meetings",),
            indicators=("meetings_held", "inspection_schools_visited", "inspection_problems_fixed_share"),
            words=("动员会", "部署会", "读书会", "带队督查", "分组督查"),
        ),
        System(
            code="boundary_changes",
            name=gettext_noop("区划调整融合"),
            rows=("A1.15",),
            state=told(
                gettext_noop("设立 {units_founded}，更名 {units_renamed}，划转 {units_moved}，人员接收率 {staff_received_share}")
            ),
            summary_line=told(
                gettext_noop("区划调整中设立单位 {units_founded}、更名 {units_renamed}、划转 {units_moved}，划转人员接收率 {staff_received_share}，政策差异办结率 {policy_differences_settled_share}。")
            ),
            registers=("unit-changes", "staff-transfers", "policy-differences"),
            indicators=(
                "units_founded", "units_renamed", "units_moved", "staff_received_share", "policy_differences_settled_share",
            ),
            words=("区划调整", "划转", "融合发展", "移交接收"),
        ),
        System(
            code="party_activities",
            name=gettext_noop("党建工作"),
            rows=("A1.16",),
            state=told(gettext_noop("已开展 {party_sessions}，{party_persons}")),
            summary_line=told(gettext_noop("开展党建活动 {party_sessions}、{party_persons}。")),
            registers=("party-activities",),
            indicators=("party_sessions", "party_persons"),
            words=("党建", "党课", "主题党日", "廉政", "清廉学校", "党组织领导的校长负责制", "意识形态责任制"),
        ),
        System(
            code="county_matters",
            name=gettext_noop("县里其他工作"),
            rows=("A1.18",),
            state=told(gettext_noop("承接 {county_matters_received}，办结率 {county_matters_done_share}")),
            summary_line=told(
                gettext_noop("承接县里其他工作 {county_matters_received}，到期事项办结率 {county_matters_done_share}。")
            ),
            registers=("county-matters",),
            indicators=("county_matters_received", "county_matters_done_share"),
            words=("创文", "文明城市", "营商环境", "双拥", "关工委", "统战", "河长制", "节能", "综治"),
        ),
    ]
)  # fmt: skip
