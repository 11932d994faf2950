"""What is counted of the roll."""

from gangmu.datacentre.facts import Fact, FactColumn, Type, declare

SCHOOL_CLASSES = Fact(
    name="school_classes",
    title="班级",
    grain="一个班级在统计日期的人数",
    register="school-classes",
    two_times=True,
    columns=(
        FactColumn("id", Type.INTEGER, "编号"),
        FactColumn("organisation_id", Type.INTEGER, "学校"),
        FactColumn("stage", Type.TEXT, "学段"),
        FactColumn("grade", Type.TEXT, "年级"),
        FactColumn("kind", Type.TEXT, "班级类别"),
        FactColumn("pupils", Type.INTEGER, "在读学生数", "人"),
        FactColumn("counted_on", Type.DATE, "统计日期"),
    ),
)
PUPILS = Fact(
    name="pupils",
    title="在籍学生",
    grain="一名学生在统计日期的在籍记录",
    register="enrolments",
    two_times=True,
    columns=(
        FactColumn("id", Type.INTEGER, "编号"),
        FactColumn("organisation_id", Type.INTEGER, "学校"),
        FactColumn("stage", Type.TEXT, "学段"),
        FactColumn("grade", Type.TEXT, "年级"),
        FactColumn("status", Type.TEXT, "学籍状态"),
        FactColumn("counted_on", Type.DATE, "统计日期"),
    ),
)
declare(SCHOOL_CLASSES, PUPILS)
