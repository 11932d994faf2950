"""The importer on anything: whatever is handed in, pasted, matched and asked for in whatever order is taken or refused, in words."""

import codecs
import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from gangmu.foundation.jobs.worker import work_off
from gangmu.foundation.registers.declaration import registers
from gangmu.foundation.registers.importing.cells import CellKind, cells_of
from gangmu.foundation.registers.models import ImportRun
from tests.every.walking import examples_of_rooms
from tests.journeys.tables import citizen
from tests.old_workbook import old_workbook

pytestmark = pytest.mark.django_db
TAKING = [declared for declared in registers() if declared.importer is not None]
#: What may be answered: nothing that says the program failed.
RIGHT = frozenset({200, 302, 400, 403, 404, 405, 409, 413, 422})
WHO = ("张主任", "小周", "小郑", "王局长")
DAYS = (
    "2026-03-05",
    "1900-01-01",
    "0001-01-01",
    "9999-12-31",
    "2200-12-31",
    "2026年3月5日",
    "20260305",
    "46000",
    "2026-02-30",
    "1752-09-14",
)
NUMBERS = (
    "0",
    "-1",
    "1",
    "3.5",
    "12",
    "2026",
    "1e999999",
    "-1e-999999",
    "9" * 5000,
    "1" * 400,
    "٣",
    "１２",
    "1,234",
    "NaN",
    "Infinity",
    "-0",
    "1E+15",
)
SIGNS = (
    "",
    " ",
    "\u3000",
    "\0",
    "a\0b",
    "=1+1",
    "@SUM(A1)",
    "\u202e反",
    "𠮷",
    "\ufffe",
    "\x1f",
    "\x85",
    "\r",
    "\n",
    "“",
    '"',
    "'",
    "%(name)s",
    "%s",
    "<b>",
    "合计",
    "学" * 40_000,
)
plain_words = st.one_of(st.text(max_size=12), st.sampled_from(SIGNS))
unlimited = settings(
    deadline=None, suppress_health_check=list(HealthCheck), max_examples=max(15, settings.default.max_examples // 10)
)  # fmt: skip


class Hand:
    """Clerks who hand tables in, and what stands in the county's tables."""

    def __init__(self, cast):
        self.cast, self.examples = cast, examples_of_rooms(cast)
        self.clients = {name: cast.client(name) for name in WHO}
        self.units = (
            cast.own.school.name,
            cast.own.section.name,
            cast.foreign.school.name,
            cast.own.bureau.key,
        )

    def contents(self, cell, often):
        """Draw what stands in a cell of a field: what belongs there, so `often` to one."""
        fitting = {
            CellKind.UNIT: st.sampled_from(self.units),
            CellKind.CHOICE: st.sampled_from([*cell.labels, *map(str, cell.labels.values())] or [""]),
            CellKind.YES_NO: st.sampled_from("是否真假1"),
            CellKind.DATE: st.one_of(st.sampled_from(DAYS), st.dates(), st.datetimes()),
            CellKind.WHOLE: st.one_of(st.sampled_from(NUMBERS), st.integers(), st.integers(0, 9)),
            CellKind.NUMBER: st.one_of(st.sampled_from(NUMBERS), st.floats(), st.integers(0, 9999)),
        }.get(cell.kind, st.one_of(st.sampled_from(["甲", "一号楼", citizen(1), citizen(2), "G" + citizen(3)]), plain_words))  # fmt: skip
        odd = st.one_of(
            plain_words,
            st.sampled_from(NUMBERS),
            st.sampled_from(DAYS),
            st.booleans(),
            st.none(),
            st.floats(),
            st.dates(),
        )
        return st.integers(0, often).flatmap(lambda number: odd if number == often else fitting)


@pytest.fixture
def hand(cast):
    return Hand(cast)


def table_of(hand, declared, data):
    """Draw a table: most of the register's titles in some order, some twice, some that are none, and rows, not all of one length."""
    cells = cells_of(declared)
    chosen = data.draw(st.lists(st.sampled_from(cells), max_size=len(cells))) if data.draw(st.integers(0, 3)) == 0 else list(cells)  # fmt: skip
    titles = [cell.title for cell in chosen]
    if data.draw(st.booleans()):
        titles += data.draw(st.lists(plain_words, max_size=3))
    often = data.draw(st.sampled_from([5, 50, 500]))
    rows = data.draw(
        st.lists(
            st.tuples(*(hand.contents(cell, often) for cell in chosen)).map(list), min_size=1, max_size=4
        )
    )
    if data.draw(st.integers(0, 4)) == 0:
        rows.append(rows[0])
    if data.draw(st.integers(0, 4)) == 0:
        rows.insert(0, ["合计", *data.draw(st.lists(plain_words, max_size=3))])
    above = data.draw(st.lists(st.lists(plain_words, max_size=3), max_size=2))
    return [*above, titles, *rows]


def as_xlsx(lines, merged=False, formulas=False):
    """Return lines as a workbook of Excel, with cells joined over the head, or formulas."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"nan_inf_to_errors": True, "strings_to_formulas": formulas}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                put(sheet, row, column, value)
        if merged:
            sheet.merge_range(0, 0, 1, 1, "名册")
            sheet.merge_range(2, 1, 2, 4, "")
    return target.getvalue()


def put(sheet, row, column, value):
    if isinstance(value, datetime | date) and value.year >= 1900:
        sheet.write_datetime(row, column, value)
    elif isinstance(value, datetime | date):
        sheet.write_string(row, column, value.isoformat())
    elif isinstance(value, int) and abs(value) > 2**52:
        sheet.write_string(row, column, str(value)[:200])
    else:
        sheet.write(row, column, value)


def broken(package, data):
    """Return a package with one of its parts spoilt: other bytes, a doctype, a place beyond the sheet, or none at all."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as whole,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        names = whole.namelist()
        spoilt = data.draw(st.sampled_from(names))
        for name in names:
            content = whole.read(name)
            if name == spoilt:
                at = data.draw(st.integers(0, len(content)))
                places = [b'r="B2"', b'r="XFD1048576"', b'r="ZZZZZZ99999999999"', b'r=""', b't="s"', b't="e"', b't="d"', b't="b"', b'<v>-1</v>', b"<v>1e999</v>"]  # fmt: skip
                content = data.draw(
                    st.one_of(
                        st.just(content[:at]),
                        st.binary(max_size=40).map(lambda more: content[:at] + more + content[at:]),  # noqa: B023  (drawn at once)
                        st.sampled_from(places).map(lambda place: content.replace(b'r="A1"', place, 1)),  # noqa: B023
                        st.sampled_from(places).map(lambda place: content.replace(b't="s"', place)),  # noqa: B023
                        st.just(b'<!DOCTYPE a [<!ENTITY b "c">]>' + content),
                        st.just(b""),
                    )
                )
            made.writestr(name, content)
    return target.getvalue()


def as_csv(lines, data):
    """Return lines as a text that some program wrote: in its encoding, with its line ends, quoted or not."""
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r", "\n\r"]))
    quoted = data.draw(st.booleans())
    written = end.join(
        ",".join('"' + str(value).replace('"', '""') + '"' if quoted else str(value) for value in line)
        for line in lines
    )
    charset = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "latin-1"]))
    content = codecs.encode(written, charset, "replace")
    return content + data.draw(
        st.sampled_from([b"", b"", b"", b"\0", b"\xff", b'"', b'"' + b"a" * 140_000, b"," * 20_000])
    )


def as_xls(lines):
    """Return lines as an old workbook: texts and numbers, cut to what its one sector tells of."""
    kept = [
        [float(v) if isinstance(v, int | float) and abs(v) < 1e300 else str(v)[:8] for v in line[:20]]
        for line in lines
    ]
    return old_workbook([("名册", kept, True)])


def file_of(lines, data):
    """Draw a file that holds the table, or once did."""
    kind = data.draw(st.sampled_from(["xlsx", "xlsx", "broken", "csv", "csv", "xls", "cut"]))
    if kind == "csv":
        return "表.csv", as_csv(lines, data)
    if kind == "xls":
        content = as_xls(lines)
        at = data.draw(st.integers(0, len(content)))
        return "表.xls", data.draw(
            st.sampled_from([content, content[:at], content[:at] + b"\xff\xff" + content[at:]])
        )
    content = as_xlsx(lines, data.draw(st.booleans()), data.draw(st.booleans()))
    if kind == "broken":
        content = broken(content, data)
    if kind == "cut":
        content = content[: data.draw(st.integers(0, len(content)))]
    return data.draw(
        st.sampled_from(["表.xlsx", "表.xlsx", "表.xlsx", "表.xls", "表.csv", "x" * 250 + ".xlsx"])
    ), content


def matching(declared, data):
    """Draw a post of the page where columns are matched: known fields and others, numbers that are none, codes, keys, a profile."""
    names = st.sampled_from(
        [*(cell.name for cell in cells_of(declared)), "nobody", "", "id", "organisation_id", "a\0b"]
    )
    numbers = st.one_of(
        st.integers(0, 30).map(str), st.sampled_from(["-1", "9" * 5000, "x", "²", "٣", "1\0"])
    )
    told = {
        f"column-{name}": number
        for name, number in data.draw(st.dictionaries(names, numbers, max_size=8)).items()
    }
    codes = st.sampled_from(
        [str(code) for cell in cells_of(declared) for code in cell.labels.values()] or ["x"]
    )
    for name, words, code in data.draw(st.lists(st.tuples(names, plain_words, codes), max_size=3)):
        told[f"code-{name}-{words[:40]}"] = code
    told |= {f"key-{name}": "on" for name in data.draw(st.lists(names, max_size=3))}
    for name, values in (
        ("head", st.one_of(numbers, st.integers(1, 6).map(str))),
        ("profile", plain_words),
        ("blank_clears", st.just("on")),
    ):
        if data.draw(st.booleans()):
            told[name] = data.draw(values)[:6000]
    return told


def steps(client, declared, data):
    """Take the steps of an import in some order, some of them again; none fails."""
    run = ImportRun._base_manager.order_by("-pk").first()
    address, digest = f"/r/my/imports/{run.pk}/", ""
    orderly = st.sampled_from(["commit", "partly"]).map(
        lambda act: ["match", "see", act, act, "see", "commit"]
    )
    step = st.sampled_from(
        ["match", "rematch", "see", "faults", "check", "commit", "partly", "stop", "drop", "work", "nothing"]
    )
    taken = data.draw(st.one_of(orderly, orderly, st.lists(step, max_size=8)))
    for name in taken:
        if name == "work":
            work_off()
            continue
        if name in ("see", "rematch", "faults"):
            answer = client.get(address + {"see": "", "rematch": "?match", "faults": "faults/"}[name])
            preview = (
                (answer.context or {}).get("preview") if answer.status_code == 200 and name == "see" else None
            )
            digest = preview.digest if preview else digest
        else:
            as_proposed = {f"column-{field}": str(column) for field, column in run.mapping.items()}
            told = matching(declared, data) if name == "match" and data.draw(st.booleans()) else as_proposed
            answer = client.post(address, {"act": name, "digest": digest, **told})
        event(f"{name}: {answer.status_code}")
        assert answer.status_code in RIGHT, (name, answer.status_code)
    event(f"an import ends {ImportRun._base_manager.get(pk=run.pk).state}")


@unlimited
@given(st.data())
def test_any_table_to_any_register_goes_through_any_steps_or_is_refused(hand, data):
    declared = data.draw(st.sampled_from(TAKING))
    name, content = file_of(table_of(hand, declared, data), data)
    client = hand.clients[data.draw(st.sampled_from(WHO))]
    told_on = data.draw(st.sampled_from(["", "", *DAYS, "x", "2026-09-01\0", "-1"]))
    with transaction.atomic():
        before = ImportRun._base_manager.count()
        sent = {"file": SimpleUploadedFile(name, content), "told_on": told_on}
        answer = client.post(f"/r/{declared.name}/import/", sent)
        assert answer.status_code in RIGHT
        if ImportRun._base_manager.count() > before:
            steps(client, declared, data)
        transaction.set_rollback(True)


@unlimited
@given(st.data())
def test_any_pasted_block_is_taken_or_refused(hand, data):
    declared = data.draw(st.sampled_from(TAKING))
    lines = table_of(hand, declared, data)
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    block = end.join("\t".join(map(str, line)) for line in lines) + data.draw(st.sampled_from(["", '"', "\0", '\t"' + "a" * 140_000]))  # fmt: skip
    client = hand.clients[data.draw(st.sampled_from(WHO))]
    with transaction.atomic():
        before = ImportRun._base_manager.count()
        answer = client.post(f"/r/{declared.name}/paste/", {"block": block})
        assert answer.status_code in RIGHT
        if ImportRun._base_manager.count() > before:
            steps(client, declared, data)
        transaction.set_rollback(True)
