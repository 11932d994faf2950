"""The unit tree from a table: by cell, all or nothing, twice without a second effect."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.organisations.choices import Kind, Ownership, Stage
from gangmu.foundation.organisations.models import Organisation, OrganisationState
from gangmu.foundation.organisations.selectors import subtree_ids, tree, units
from gangmu.foundation.organisations.services import COLUMNS, import_units, plan_units
from gangmu.foundation.organisations.tables import Line, TableFaults, code_of, read_moves

DAY = date(2024, 9, 1)
COLUMN = {field: chr(65 + number) for number, field in enumerate(COLUMNS)}


def table(*rows: dict[str, str]) -> list[Line]:
    """Lines as they come from a sheet whose head is in the first row and whose columns are all there."""
    return [
        Line(
            {field: f"{COLUMN[field]}{number}" for field in COLUMNS},
            {field: row.get(field, "") for field in COLUMNS},
        )
        for number, row in enumerate(rows, 2)
    ]


GOOD = (
    {"name": "东岭中心小学", "kind": "学校", "parent": "东岭乡", "stages": "小学、学前", "school_code": "2133000021", "ownership": "公办"},
    {"name": "东岭乡", "kind": "乡镇"},
    {"name": "东岭教学点", "kind": "学校", "parent": "东岭中心小学", "stages": "小学", "running_type": "218"},
    {"name": "北山小学", "kind": "学校", "parent": "北山镇", "address": "北山路1号"},
)  # fmt: skip


def test_a_table_founds_and_changes_whatever_its_order(county: SimpleNamespace) -> None:
    plan = import_units(county.bureau, table(*GOOD), DAY, "首次导入")
    assert (len(plan.new), len(plan.changed), plan.same, plan.notices) == (3, 1, 0, [])
    made = Organisation.objects.get(key="2133000021")
    standing = tree(DAY).units[made.pk]
    assert (standing.stages, standing.ownership) == ((Stage.KG, Stage.PRI), Ownership.PUBLIC)
    assert tree(DAY).names(tree(DAY).ancestors(made.pk)) == "东岭乡、云溪县教育局、青川市教育局"
    point = Organisation.objects.get(name="东岭教学点")
    assert tree(DAY).units[point.pk].parent_id == made.pk
    assert history_of(made)[0].sentence.startswith("系统 设立了单位“东岭中心小学”：生效日期为 2024-09-01")
    assert "上级单位为 东岭乡" in history_of(made)[0].sentence
    assert OrganisationState.objects.at(DAY).get(organisation=county.first).address == "北山路1号"
    assert "北山幼儿园" in plan.unlisted


def test_the_same_table_twice_changes_nothing(county: SimpleNamespace) -> None:
    import_units(county.bureau, table(*GOOD), DAY)
    before = list(OrganisationState.objects.order_by("pk").values())
    again = import_units(county.bureau, table(*GOOD), DAY)
    assert (again.new, again.changed, again.same) == ([], [], 4)
    assert list(OrganisationState.objects.order_by("pk").values()) == before


def test_a_blank_cell_leaves_what_is_recorded(county: SimpleNamespace) -> None:
    import_units(county.bureau, table({"name": "北山小学", "kind": "学校"}), DAY)
    held = OrganisationState.objects.at(DAY).get(organisation=county.first)
    assert (held.school_code, held.stages, held.parent_id) == ("2133000001", ["PRI"], county.north.pk)


def test_a_unit_is_known_by_its_code_when_its_name_changed(county: SimpleNamespace) -> None:
    plan = import_units(
        county.bureau,
        table({"name": "北山实验小学", "kind": "学校", "parent": "南塘镇", "school_code": "2133000001"}),
        DAY,
    )
    assert [set(row.differing) for row in plan.changed] == [{"name", "parent_id"}]
    assert tree(DAY).units[county.first.pk].name == "北山实验小学"
    assert tree(DAY).units[county.first.pk].parent_id == county.south.pk


def test_every_fault_is_told_by_its_cell_and_nothing_is_written(county: SimpleNamespace) -> None:
    rows = table(
        {"name": "", "kind": "学校"},
        {"name": "甲校", "kind": "城堡", "parent": "北山镇"},
        {"name": "乙校", "kind": "学校", "parent": "无名镇"},
        {"name": "丙校", "kind": "学校", "parent": "北山镇", "school_code": "12", "stages": "小学、大学"},
        {"name": "丁校", "kind": "学校", "parent": "北山镇", "school_code": "2133000031"},
        {"name": "戊校", "kind": "学校", "parent": "北山镇", "school_code": "2133000031"},
        {"name": "己园", "kind": "幼儿园", "parent": "基础教育科", "longitude": "东经"},
        {"name": "庚校", "kind": "学校", "parent": "辛校"},
        {"name": "辛校", "kind": "学校", "parent": "庚校"},
        {"name": "壬校", "kind": "", "parent": "北山镇"},
    )
    with pytest.raises(TableFaults) as caught:
        import_units(county.bureau, rows, DAY)
    cells = {fault.cell: fault.words for fault in caught.value.faults}
    assert cells["B2"] == "没有填写单位名称"
    assert cells["D3"] == "“城堡”不在可选项中，可填：教育局、科室、乡镇（街道）、学校、校区、幼儿园、其他单位"
    assert cells["F4"] == "单位“无名镇”不存在"
    assert cells["G5"] == "学校标识码“12”应为 10 位数字"
    assert cells["J5"] == "“大学”不在可选项中，可填：学前、小学、初中、普高、中职、特教"
    assert cells["G7"] == "与 G6 是同一个单位"
    assert cells["F8"] == "幼儿园不能设在科室之下"
    assert cells["O8"] == "“东经”不是数字"
    assert cells["F9"] == "“庚校”与上级单位互为上下级"
    assert cells["D11"] == "没有填写类别；如果这一行是小标题、合计或说明，请删去整行"
    assert not Organisation.objects.filter(name="丁校").exists()
    assert str(caught.value).startswith("表格有 ")


def test_a_kind_may_be_called_as_bureaus_call_it(county: SimpleNamespace) -> None:
    rows = table(
        {"name": "财务股", "kind": "股室"},
        {"name": "东坡小学", "kind": "小学"},
        {"name": "东坡教学点", "kind": "教学点"},
        {"name": "北湾街道", "kind": "街道"},
        {"name": "红星园", "kind": "民办幼儿园"},
    )
    plan = plan_units(county.bureau, rows, DAY)
    assert not plan.faults
    assert [row.values["kind"] for row in plan.new] == [
        Kind.SECTION, Kind.SCHOOL, Kind.SCHOOL, Kind.TOWNSHIP, Kind.KINDERGARTEN,
    ]  # fmt: skip
    assert all("stages" not in row.values for row in plan.new)


def test_codes_of_others_and_unknown_types_are_seen_before_writing(county: SimpleNamespace) -> None:
    plan = plan_units(
        county.other,
        table({"name": "平湖小学", "kind": "学校", "school_code": "2133000001", "running_type": "999"}),
        DAY,
    )
    assert [(fault.cell, fault.words) for fault in plan.faults] == [
        ("G2", "学校标识码 2133000001 已属于“北山小学”")
    ]
    assert [fault.words for fault in plan.notices] == ["办学类型代码 999 不在常用代码表中，请核对"]


def test_a_name_that_several_have_asks_for_the_key(county: SimpleNamespace) -> None:
    rows = table(
        {"name": "中心小学", "kind": "学校", "parent": "北山镇"},
        {"name": "中心小学", "kind": "学校", "parent": "南塘镇"},
    )
    import_units(county.bureau, rows, DAY)
    assert import_units(county.bureau, rows, DAY).same == 2
    plan = plan_units(county.bureau, table({"name": "教学点", "kind": "学校", "parent": "中心小学"}), DAY)
    assert [fault.words for fault in plan.faults] == ["有 2 个单位名为“中心小学”，请改填单位键或学校标识码"]


def test_a_name_under_another_parent_is_another_unit_and_said_so(county: SimpleNamespace) -> None:
    plan = import_units(county.bureau, table({"name": "石桥小学", "kind": "学校", "parent": "南塘镇"}), DAY)
    assert len(plan.new) == 1 and tree(DAY).units[county.second.pk].parent_id == county.north.pk
    assert [fault.words for fault in plan.notices] == [
        "另有同名单位“石桥小学”；如系划转，请填单位键或学校标识码"
    ]


def test_a_boundary_table_is_read_by_cell(county: SimpleNamespace) -> None:
    def line(number: int, unit: str, parent: str) -> Line:
        return Line({"unit": f"A{number}", "parent": f"B{number}"}, {"unit": unit, "parent": parent})

    inside = subtree_ids(county.city.pk)
    moves = read_moves(DAY, inside, [line(2, "北山小学", "南塘镇"), line(3, "2133000002", "south")])
    assert moves == [(county.first, county.south), (county.second, county.south)]
    with pytest.raises(TableFaults) as caught:
        read_moves(
            DAY, inside, [line(2, "无名", ""), line(3, "first", "南塘镇"), line(4, "北山小学", "南塘镇")]
        )
    assert [(fault.cell, fault.words) for fault in caught.value.faults] == [
        ("A2", "单位“无名”不存在"), ("B2", "没有填写单位"), ("A4", "与 A3 是同一个单位"),
    ]  # fmt: skip


@pytest.fixture
def large(county: SimpleNamespace) -> SimpleNamespace:
    """Three thousand schools and kindergartens in a hundred townships."""
    towns = [{"key": f"t{n}", "name": f"第{n}镇", "kind": "乡镇"} for n in range(100)]
    schools = [
        {"key": f"u{n}", "name": f"第{n}校", "kind": "学校" if n % 3 else "幼儿园", "parent": f"t{n % 100}", "stages": "小学" if n % 3 else "学前"}
        for n in range(3000)
    ]  # fmt: skip
    import_units(county.bureau, table(*towns, *schools), DAY)
    return county


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        ask()
    return len(caught)


def test_three_thousand_units_are_resolved_in_two_queries_and_then_in_one(large: SimpleNamespace) -> None:
    def ask() -> int:
        return len(subtree_ids(large.bureau.pk, DAY))

    assert queries(ask) == 2
    assert queries(ask) == 1
    assert ask() == 3100 + 8
    assert queries(lambda: units(below=large.bureau.pk, kinds=[Kind.KINDERGARTEN])) <= 2


def test_a_write_by_another_process_is_seen_at_once(county: SimpleNamespace) -> None:
    """Another process has its own memory; what tells this one is the mark in the database."""
    from gangmu.foundation.organisations import standing
    from gangmu.foundation.organisations.services import rename

    before = tree()
    mine = dict(standing._trees)
    rename(county.first, date(2024, 9, 1), "北山一小")
    standing._trees.clear()
    standing._trees.update(mine)
    assert tree() is not before
    assert tree().units[county.first.pk].name == "北山一小"


def test_a_dry_run_leaves_no_tree_behind(county: SimpleNamespace) -> None:
    from gangmu.foundation.organisations.services import change_boundary

    before = tree(DAY)
    change_boundary(county.city, [(county.north, county.other)], DAY, "批复", dry_run=True)
    assert tree(DAY).bureau_of(county.first.pk) == before.bureau_of(county.first.pk) == county.bureau.pk


def test_a_stage_is_known_by_what_tables_call_it():
    assert code_of(Stage, "高中") == code_of(Stage, "普通高中") == Stage.SEN
    assert code_of(Stage, "特殊教育") == Stage.SPE
    assert code_of(Ownership, "高中") is None
