"""A county's pupils as one file: read, checked and written with all that belongs to a row, beside a bare `bulk_create` of the same rows.

The import writes for each pupil the pupil, the enrolment, the entry of the audit, and the classes; the peer writes the pupil alone.
Both seal the same numbers. Rows per second stand by the processor's time of this process (what it comes to on an idle machine) and
as they passed; on PostgreSQL the server's own time is in the second alone.
"""

import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from benchmarks.figures import Figure

#: Rows per second of a validated import, and its share of a bare `bulk_create` (both the project's goals).
GOAL, SHARE = 5_000, 0.35
#: Pupils of a school: 48 classes of 26.
PUPILS = 1_250
TITLES = (
    "就读学校", "姓名", "学籍号", "身份证件号", "性别", "出生日期", "户籍", "监护人", "监护人关系", "监护人电话", "年级", "班号", "寄宿",
)  # fmt: skip
FAMILY, GIVEN = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨",
    "子涵欣怡梓轩浩宇雨桐思远佳琪明哲静一诺俊熙若曦语嫣博文嘉懿煜城天翊弘立春晓云飞海燕国栋秀英丽华志强建军永康瑞霖沐阳芷若梦瑶安然清妍乐彤可馨晨阳奕辰",
)


class Pace(NamedTuple):
    """How long a piece of work took: the processor's seconds of this process, and the seconds that passed."""

    spent: float
    passed: float


def measure(quick: bool) -> Iterator[Figure]:
    """Yield the rows per second of the check, of the validated import, of the same file again, and of the bare peer."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{tempfile.mkdtemp()}/bench.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings_test")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from gangmu.foundation.access.scope import scoped
    from gangmu.foundation.kernel.actors import SystemActor, acting_as

    count = 5_000 if quick else int(os.environ.get("GANGMU_BENCH_ROWS", "50000"))
    kept = connection.vendor
    with acting_as(SystemActor("测试")), scoped("rolls.pupil:edit"):
        bureau, schools = _county(count // PUPILS)
        lines = list(_lines(count, [school.name for school in schools]))
        data = _workbook(lines)
        bare = _bare(lines, {school.name: school.pk for school in schools})
        check, write = _import(bureau, data)
        again, _nothing = _import(bureau, data)
    name = f"{kept}, {count:,} pupils"
    yield from _paces(f"{name}: dry run", check, count)
    yield from _paces(f"{name}: validated import", write, count, bare)
    yield from _paces(f"{name}: the same file again, dry run", again, count)
    # Of the whole process, with the file, the peer's rows and the benchmark's own lines in it.
    yield Figure(
        f"{name}: memory at its most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB"
    )


def _paces(name: str, pace: Pace, count: int, peer: Pace | None = None) -> Iterator[Figure]:
    """Yield a pace as rows per second, twice, and its share of the peer's."""
    for told, seconds, beside in (
        ("processor", pace.spent, peer and peer.spent),
        ("passed", pace.passed, peer and peer.passed),
    ):
        rate = count / seconds
        if beside is None:
            yield Figure(f"{name}, {told}", rate, "rows/s", better="higher")
            continue
        bare = count / beside
        yield Figure(f"{name}, {told}", rate, "rows/s", GOAL, "higher", "bare bulk_create", bare)
        yield Figure(f"{name}, {told}: share of bare", rate / bare, "", SHARE, "higher")


def _timed(work: Callable[[], Any]) -> tuple[Any, Pace]:
    start, began = time.perf_counter(), time.process_time()
    given = work()
    return given, Pace(time.process_time() - began, time.perf_counter() - start)


def _import(bureau: Any, data: bytes) -> tuple[Pace, Pace]:
    """Hand the file in, look at what it would do, and write it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from gangmu.foundation.registers.declaration import register_named
    from gangmu.foundation.registers.services.imports import begin_import, commit_import, planned

    upload = SimpleUploadedFile("学籍.xlsx", data)
    run = begin_import(register_named("pupils"), upload, bureau, matched=True)
    (_opened, plan), check = _timed(lambda: planned(run))
    assert not plan.faults, plan.faults[0].words
    _done, write = _timed(lambda: commit_import(run, plan.digest))
    return check, write


def _bare(lines: list[list[str]], schools: dict[str, int]) -> Pace:
    """Write the same pupils by `bulk_create` alone, and take them back."""
    from django.db import transaction

    from gangmu.records.rolls.models import Pupil

    rows = [
        Pupil(
            organisation_id=schools[school], name=name, roll_number=roll, id_number=number, sex="male" if sex == "男" else "female",
            birth_date=date.fromisoformat(birth), residence="county", guardian=guardian, guardian_relation="father",
            guardian_phone=phone, grade="1", class_number=int(seat), boarding=boards == "是",
        )
        for school, name, roll, number, sex, birth, _home, guardian, _kin, phone, _grade, seat, boards in lines
    ]  # fmt: skip

    class Undone(Exception):
        """The peer's rows are taken back, so that the import finds the table empty."""

    def create() -> None:
        Pupil._base_manager.bulk_create(rows, batch_size=1000)

    pace = Pace(0, 0)
    try:
        with transaction.atomic():
            _none, pace = _timed(create)
            raise Undone
    except Undone:
        return pace


def _county(schools: int) -> tuple[Any, list[Any]]:
    from gangmu.foundation.organisations.choices import Kind, Stage
    from gangmu.foundation.organisations.services import found

    begin = date(2020, 1, 1)
    bureau = found("b", begin, name="云溪县教育局", kind=Kind.BUREAU, level="county")
    told = {"kind": Kind.SCHOOL, "stages": [Stage.PRI]}
    return bureau, [found(f"s{n}", begin, bureau, name=f"第{n + 1}小学", **told) for n in range(schools)]


def _lines(count: int, schools: list[str]) -> Iterator[list[str]]:
    """Yield the rows of the file: a seeded county, every number with its right check sign."""
    from gangmu.foundation.sealing.citizen_id import check_sign, sex_of

    draw = random.Random(7)
    for n in range(count):
        born = date(2012, 9, 1) + timedelta(days=draw.randrange(2190))
        first = f"420625{born:%Y%m%d}{n % 1000:03d}"
        number = first + check_sign(first)
        sex = "男" if sex_of(number) == "male" else "女"
        name = draw.choice(FAMILY) + "".join(draw.choices(GIVEN, k=2))
        yield [
            schools[n % len(schools)], name, f"G{n:018d}", number, sex, born.isoformat(), draw.choice(("本县户籍", "本省外县户籍")),
            name[0] + draw.choice(GIVEN), draw.choice(("父亲", "母亲")), f"138{n:08d}", draw.choice("一二三四五六") + "年级",
            str(1 + n // len(schools) % 8), draw.choice(("是", "否")),
        ]  # fmt: skip


def _workbook(lines: list[list[str]]) -> bytes:
    from gangmu.foundation.documents.spreadsheets import Head, write_sheet

    return write_sheet([Head(title, as_text=True) for title in TITLES], lines, "学生")
