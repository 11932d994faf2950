"""Tables as they come from schools: titles, merged heads, totals, hidden sheets, formulas, ruined numbers; each has a clear result."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.old_workbook import old_workbook

from gangmu.foundation.registers.models import ImportRun
from gangmu.foundation.sealing.citizen_id import check_sign
from gangmu.records.rolls.models import Pupil

#: Columns of the ugly table; a blank one stands among them, and one that no register knows.
HEAD = ("序号", "姓名", "全国学籍号", "身份证号", "", "性别", "出生日期", "年级", "班级", "是否寄宿", "备注")
ID = "42062520150305001" + check_sign("42062520150305001")


def roll(n):
    return f"G{n:018d}"


def row(n, **more):
    told = {
        "name": f"学生{n}", "roll": roll(n), "id": "", "sex": "男", "birth": "2015-03-05", "grade": "一年级", "klass": 1, "boards": "否", **more,
    }  # fmt: skip
    return [
        n, told["name"], told["roll"], told["id"], "", told["sex"], told["birth"], told["grade"], told["klass"], told["boards"], "无",
    ]  # fmt: skip


@pytest.fixture
def clerk(cast):
    return cast.client("小郑")


def begin(client, data, name="学籍 (最终版).xlsx"):
    answer = client.post("/r/pupils/import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    run = ImportRun._base_manager.latest("id")
    told = {f"column-{field}": column for field, column in run.mapping.items()}
    client.post(f"/r/my/imports/{run.pk}/", {"act": "match", **told})
    return run


def preview(client, run):
    return client.get(f"/r/my/imports/{run.pk}/").context["preview"]


def write(client, run, act="commit"):
    digest = preview(client, run).digest
    assert client.post(f"/r/my/imports/{run.pk}/", {"act": act, "digest": digest}).status_code == 302


def book(fill):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as made:
        fill(made)
    return target.getvalue()


def plain(rows):
    def fill(made):
        sheet = made.add_worksheet("Sheet1")
        for number, line in enumerate([HEAD, *rows]):
            sheet.write_row(number, 0, line)

    return book(fill)


def school_table(made):
    """A hidden sheet of last year, a merged title, a note, a head, rows, a total, a second head as of another printed page, a signature."""
    old = made.add_worksheet("去年")
    old.write_row(0, 0, HEAD)
    old.write_row(1, 0, row(900))
    old.hide()
    sheet = made.add_worksheet("学籍")
    made.worksheets()[1].activate()
    sheet.merge_range(0, 0, 0, len(HEAD) - 1, "青山小学 2025—2026 学年学生花名册")
    sheet.write(1, 0, "填表人：小郑    单位：人")
    sheet.write_row(3, 0, HEAD)
    day = made.add_format({"num_format": "yyyy/m/d"})
    lines = [row(1), row(2), row(3), row(4)]
    for number, line in enumerate(lines, 4):
        sheet.write_row(number, 0, line)
    sheet.write_datetime(4, 6, date(2015, 3, 5), day)
    sheet.write_number(5, 6, 42068)
    sheet.write_string(6, 6, "2015年3月5日")
    sheet.write_formula(7, 8, "=1+1", None, 2)
    sheet.write_row(9, 0, HEAD)
    sheet.write_row(10, 0, row(5, klass="３", name=" 学生5\u200b"))
    sheet.write_row(11, 0, ["合计", 5])


def test_a_table_with_all_that_people_put_around_it_comes_in_whole(cast, clerk):
    run = begin(clerk, book(school_table))
    told = preview(clerk, run)
    assert (told.created, told.wrong, told.totals) == (5, 0, 1), [f.words for f in told.faults]
    write(clerk, run)
    held = {p.name: (p.birth_date, p.class_number) for p in Pupil._base_manager.all()}
    born = date(2015, 3, 5)
    assert held == {
        "学生1": (born, 1), "学生2": (born, 1), "学生3": (born, 1), "学生4": (born, 2), "学生5": (born, 3),
    }  # fmt: skip


def test_a_workbook_of_an_old_excel_is_read_with_its_hidden_sheet_left_out(cast, clerk):
    ruined = row(2, id=420625201503050000.0)
    shown = [["青山小学学生花名册"], HEAD, row(1, birth=42068.0, klass=3.0), ruined]
    data = old_workbook([("去年", [HEAD, row(900)], False), ("学籍", shown, True)])
    run = begin(clerk, data, "学籍.xls")
    told = preview(clerk, run)
    assert (told.created, told.wrong) == (1, 1), [f.words for f in told.faults]
    assert [(f.place, "末尾几位已丢失" in f.words) for f in told.faults] == [("D4", True)]
    write(clerk, run, "partly")
    [pupil] = Pupil._base_manager.all()
    assert (pupil.name, pupil.birth_date, pupil.class_number) == ("学生1", date(2015, 3, 5), 3)


#: What is wrong in a row → (its cells, where it is told, the words).
WRONG = {
    "an id number that Excel made a power of ten": ({"id": "4.20625E+17"}, "D2", "末尾几位已丢失"),
    "an id number that Excel holds as a number": ({"id": 420625201503050000.0}, "D2", "末尾几位已丢失"),
    "an id number with a wrong check sign": ({"id": "420625201503050010"}, "D2", "与校验码相符"),
    "a birthday other than the id number's": ({"id": ID, "birth": "2016-01-01"}, "G2", "不符"),
    "a roll number cut short": ({"roll": "G123"}, "C2", "19 位"),
    "no roll number": ({"roll": ""}, "C2", "必填"),
    "a day that is none": ({"birth": "2015-02-30"}, "G2", "没有 2015-02-30 这一天"),
    "a birthday that is yet to come": ({"birth": "2099-01-01"}, "G2", "晚于今天"),
    "a code that is none": ({"grade": "初一年级"}, "H2", "不在代码表中"),
    "a code of a list too long to be told": ({"grade": "初一年级"}, "H2", "等 15 个之一，见模板的代码表"),
    "a class with its grade": ({"klass": "三年级2班"}, "I2", "不是数字"),
    "half a class": ({"klass": 1.5}, "I2", "整数"),
    "neither yes nor no": ({"boards": "不详"}, "J2", "是 或 否"),
    "a name longer than any": ({"name": "长" * 61}, "B2", "60"),
    "an error that a formula gave": ({"klass": "#REF!"}, "I2", "不是数字"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_told_by_its_cell(cast, clerk, kind):
    more, place, words = WRONG[kind]
    told = preview(clerk, begin(clerk, plain([row(1, **more), row(2)])))
    assert (told.created, told.wrong) == (1, 1), [f.words for f in told.faults]
    assert [(f.place, words in f.words) for f in told.faults] == [(place, True)], told.faults[0].words


def test_of_two_rows_that_say_different_things_of_one_pupil_neither_goes_in(cast, clerk):
    told = preview(clerk, begin(clerk, plain([row(1), row(2), row(1, name="另一个")])))
    assert told.created == 1
    assert [(f.place, f.words) for f in told.faults] == [("C2", "与第 4 行重复"), ("C4", "与第 2 行重复")]


def test_a_row_twice_is_told_with_the_line_of_the_first(cast, clerk):
    told = preview(clerk, begin(clerk, plain([row(1), row(2), row(1)])))
    assert (told.created, [(f.place, f.words) for f in told.faults]) == (2, [("C4", "与第 2 行重复")])


def test_full_width_digits_and_blanks_are_the_same_number(cast, clerk):
    wide = ID.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    write(clerk, begin(clerk, plain([row(1, id=f" {wide[:6]} {wide[6:]}")])))
    assert Pupil._base_manager.get().id_number == ID


def test_heads_merged_over_two_lines_are_read(cast, clerk):
    def fill(made):
        sheet = made.add_worksheet()
        sheet.merge_range(0, 0, 1, 0, "姓名")
        sheet.merge_range(0, 1, 1, 1, "学籍号")
        sheet.merge_range(0, 2, 0, 3, "就读情况")
        sheet.write_row(1, 2, ("年级", "班级"))
        sheet.write_row(2, 0, ("学生1", roll(1), "一年级", 2))

    run = begin(clerk, book(fill))
    assert preview(clerk, run).created == 1
    write(clerk, run)
    assert Pupil._base_manager.values_list("name", "grade", "class_number").get() == ("学生1", "1", 2)


@pytest.mark.parametrize(("charset", "between"), [("gb18030", ","), ("utf-16", ","), ("utf-16", "\t")])
def test_a_csv_of_an_old_excel_is_read_in_its_own_encoding(cast, clerk, charset, between):
    lines = [between.join(map(str, line)) for line in (HEAD, row(1, name="䶮"), row(2))]
    run = begin(clerk, "\r\n".join(lines).encode(charset), "学籍.csv")
    write(clerk, run)
    assert set(Pupil._base_manager.values_list("name", flat=True)) == {"䶮", "学生2"}


@pytest.mark.parametrize(
    ("name", "data"),
    [("空.xlsx", book(lambda made: made.add_worksheet())), ("坏.xlsx", b"PK\x03\x04 not a workbook"), ("图.png", b"\x89PNG\r\n")],
)  # fmt: skip
def test_what_holds_no_table_is_refused_in_words(cast, clerk, name, data):
    answer = clerk.post("/r/pupils/import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert name in answer.content.decode()
    assert not ImportRun._base_manager.exists()
