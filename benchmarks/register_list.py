"""The list of a million pupils, with a filter and a sort: a page of rows, the count by itself, and who was there on a past day.

The person looks over the whole county; the rows come from an index, so that a page costs the same at any size, and the count of all
rows is a request of its own. `GANGMU_BENCH_PUPILS` sets another size.
"""

import os
import random
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from benchmarks.figures import Figure, measured, percentile, seconds, served

#: Server seconds of a page of rows and of the count, and how much dearer a past pair of dates may be than today.
ROWS, COUNT, PAST = 0.100, 1.0, 3.0
#: Pupils of a school, and how many are written at once.
PUPILS, AT_ONCE = 2_500, 50_000
FAMILY, GIVEN = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨",
    "子涵欣怡梓轩浩宇雨桐思远佳琪明哲静一诺俊熙若曦语嫣博文嘉懿",
)
STAGES = {**{str(n): "PRI" for n in range(1, 7)}, **{str(n): "JUN" for n in (7, 8, 9)}}


def measure(quick: bool) -> Iterator[Figure]:
    """Yield the 95th percentile of each page's server time, beside the bare query of one page of rows."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{tempfile.mkdtemp()}/bench.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.project.settings_test")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    served()
    call_command("migrate", verbosity=0)
    from tests.cast import build_cast

    cast, count = build_cast(), 20_000 if quick else int(os.environ.get("GANGMU_BENCH_PUPILS", "1000000"))
    school = _fill(cast.own.bureau, count)
    client, runs = cast.client("王局长"), 5 if quick else 20
    lists = {
        "all": "/r/pupils/",
        "a grade by name": "/r/pupils/?grade=3&sort=name",
        "a school by name, backwards": f"/r/pupils/?organisation={school}&sort=-name",
        "the 40th page of a grade": "/r/pupils/?grade=3&sort=name&page=40",
    }
    name = f"{connection.vendor}, list of {count:,} pupils"
    for words, address in lists.items():
        assert client.get(address).status_code == 200
        yield from measured(f"{name}: {words}", partial(client.get, address), runs, ROWS)
    with CaptureQueriesContext(connection) as sent:
        client.get(lists["a grade by name"])
    yield Figure(f"{name}: queries", len(sent), "queries", 20)
    for words, address in (("all", "/r/pupils/totals/"), ("a grade", "/r/pupils/totals/?grade=3")):
        assert client.get(address).status_code == 200
        yield from measured(f"{name}: count of {words}", partial(client.get, address), runs, COUNT)
    yield Figure(f"{name}: one page of bare rows", percentile(seconds(_bare, 10), 0.5), "s")
    yield from _past(client, name, runs)


def _past(client: Any, name: str, runs: int) -> Iterator[Figure]:
    """Yield the list of enrolments today, and as it was on a past day as known on another: the second against the first."""
    yield from measured(
        f"{name}: enrolments of a grade", partial(client.get, "/r/enrolments/?grade=3"), runs, ROWS
    )
    today, past = (
        percentile(seconds(partial(client.get, f"/r/enrolments/?grade=3{asked}"), runs), 0.95)
        for asked in ("", "&as_of=2025-10-15&known=2025-12-01")
    )
    yield Figure(f"{name}: enrolments today", today, "s p95")
    yield Figure(f"{name}: enrolments at a past pair", past, "s p95", peer="today", peer_value=today)
    yield Figure(f"{name}: a past pair against today", past / today, "", PAST)


def _bare() -> list[object]:
    from gangmu.records.rolls.models import Pupil

    return list(Pupil._base_manager.filter(grade="3").order_by("pinyin", "id")[:50])


def _fill(bureau: Any, count: int) -> int:
    """Found the schools and write their pupils with an enrolment of last year and one of this; return a school in the middle."""
    from gangmu.foundation.kernel.actors import SystemActor, acting_as
    from gangmu.foundation.kernel.learned_sizes import learn_sizes
    from gangmu.foundation.organisations.choices import Kind, Stage
    from gangmu.foundation.organisations.services import found

    begin, stages = date(2020, 1, 1), [Stage.PRI, Stage.JUN]
    with acting_as(SystemActor("测试")):
        schools = [
            found(f"m{n}", begin, bureau, name=f"第{n + 1}学校", kind=Kind.SCHOOL, stages=stages).pk
            for n in range(max(count // PUPILS, 2))
        ]
    draw = random.Random(11)
    for first in range(0, count, AT_ONCE):
        _write(range(first, min(first + AT_ONCE, count)), schools, draw)
        print(f"  {min(first + AT_ONCE, count):,} of {count:,} pupils written", flush=True)
    learn_sizes()
    return schools[len(schools) // 2]


def _write(numbers: range, schools: list[int], draw: random.Random) -> None:
    from gangmu.foundation.kernel import clock
    from gangmu.foundation.kernel.many_rows import insert_columns, insert_rows, uncollected
    from gangmu.foundation.organisations.ordering import pinyin_key
    from gangmu.foundation.sealing.citizen_id import check_sign
    from gangmu.records.rolls.models import Enrolment, Pupil

    rows = []
    with uncollected():
        for n in numbers:
            grade, born = (
                str(1 + n % 9),
                date(2018, 9, 1) - timedelta(days=365 * (n % 9) + draw.randrange(365)),
            )
            number = f"3399{n // 1_000_000:02}{born:%Y%m%d}{n % 1000:03}"
            name = draw.choice(FAMILY) + "".join(draw.choices(GIVEN, k=2))
            rows.append(
                Pupil(
                    organisation_id=schools[n % len(schools)], name=name, pinyin=pinyin_key(name), roll_number=f"L{n:018d}",
                    id_number=number + check_sign(number), birth_date=born, sex=draw.choice(("male", "female")), grade=grade,
                    class_number=1 + n % 8, since=date(2026, 9, 1),
                )
            )  # fmt: skip
        insert_rows(Pupil, rows)
        for begins, ends, back in ((date(2025, 9, 1), date(2026, 9, 1), 1), (date(2026, 9, 1), None, 0)):
            held = [row for row in rows if int(row.grade) > back]
            grades = [str(int(row.grade) - back) for row in held]
            known = clock.begin_of(begins + timedelta(days=9))
            insert_columns(
                Enrolment,
                {
                    "pupil_id": [row.pk for row in held], "organisation_id": [row.organisation_id for row in held], "grade": grades,
                    "stage": [STAGES[grade] for grade in grades], "recorded_from": [known] * len(held),
                },
                {"status": "attending", "valid_from": begins, "valid_to": ends},
            )  # fmt: skip
