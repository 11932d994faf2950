"""What is counted of staff."""

from gangmu.datacentre.facts import Fact, FactColumn, Type, declare

STAFF = Fact(
    name="staff",
    title="教职工",
    grain="一名教职工在统计日期的任职状况",
    register="staff-standings",
    two_times=True,
    columns=(
        FactColumn("id", Type.INTEGER, "编号"),
        FactColumn("organisation_id", Type.INTEGER, "单位"),
        FactColumn("status", Type.TEXT, "在岗情况"),
        FactColumn("category", Type.TEXT, "岗位类别"),
        FactColumn("establishment", Type.TEXT, "编制类别"),
        FactColumn("stage", Type.TEXT, "任教学段"),
        FactColumn("subject", Type.TEXT, "任教学科"),
        FactColumn("education", Type.TEXT, "学历"),
        FactColumn("title", Type.TEXT, "职称"),
        FactColumn("certificate", Type.TEXT, "教师资格"),
        FactColumn("backbone", Type.TEXT, "骨干层次"),
        FactColumn("counted_on", Type.DATE, "统计日期"),
    ),
)
declare(STAFF)
