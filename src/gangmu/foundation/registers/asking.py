"""What a page asks of a register: conditions, filters, dates, order and columns; and the rows that answer."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from gangmu.foundation.kernel.two_times import known_on
from gangmu.foundation.registers.declaration import Column, Register
from gangmu.foundation.registers.filters import filter_set, narrowed

#: Rows that a list counts at most; of more it says so, and counts them when somebody asks for the totals.
COUNTED = 10_000
#: Years that are asked about: at the ends of what a date can be, the day before or after is none.
YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a register and its rows, in order. `on` and `known_at` are absent for today and now."""

    form: Any
    rows: QuerySet[Any]
    conditions: list[str]
    on: date | None
    known_at: datetime | None


def ask(declared: type[Register], data: QueryDict) -> Asked:
    """Return what a page asks, within the reader's scope; a date that cannot be read counts as today."""
    on, known_at = day_of(data.get("as_of", "")), moment_of(data)
    conditions = data.getlist("f")
    rows = narrowed(
        declared, declared.rows_at(on, known_at).order_by(*declared.order, "pk"), conditions, on, known_at
    )
    filters = filter_set(declared, data, rows)
    return Asked(filters.form, ordered(declared, filters.qs, data.get("sort", "")), conditions, on, known_at)


def day_of(words: str) -> date | None:
    """Return the day that is written, if one is that a register can hold."""
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def moment_of(data: QueryDict) -> datetime | None:
    """Return the moment whose knowledge counts: the end of a day (`known`), or a moment itself (`known_at`); `None` is now."""
    day = day_of(data.get("known", ""))
    if day is not None:
        return known_on(day)
    try:
        moment = parse_datetime(data.get("known_at", ""))
    except ValueError:
        return None
    return moment if moment is not None and is_aware(moment) and moment.year in YEARS else None


def field_of(column: Column) -> str:
    """Return a column's name in the address of a list."""
    return column.name.replace("__", "_")


def path_of(column: Column) -> str | None:
    """Return the path by which a column sorts; nothing for one that does not."""
    return column.order_by or (column.name if column.value is None else None)


def ordered(declared: type[Register], rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
    """Return rows in the order that a list asks for (`name`, `-name`), the same rows always in the same order."""
    asked = next((c for c in declared.columns if field_of(c) == sort.lstrip("-")), None)
    path = _sorting(declared, path_of(asked) if asked else None)
    return rows.order_by(f"-{path}" if sort.startswith("-") else path, "pk") if path else rows


def _sorting(declared: type[Register], path: str | None) -> str | None:
    """Return the path that sorts a column: for a unit's name its sort key, which puts 第2小学 before 第10小学."""
    if path is None or path.rpartition("__")[2] != "name":
        return path
    model: Any = declared.model
    *steps, _last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    kept = {field.name for field in model._meta.concrete_fields}
    return "__".join([*steps, "sort_key"]) if "sort_key" in kept else path


def counted(rows: QuerySet[Any]) -> tuple[int, bool]:
    """Return how many rows there are, and whether that is all of them: counting ends at `COUNTED`."""
    # By key alone: what is worked out for each row is not worked out to count them.
    found = rows.order_by().values("pk")[: COUNTED + 1].count()
    return min(found, COUNTED), found <= COUNTED


def sums_of(declared: type[Register], rows: QuerySet[Any]) -> dict[str, Any]:
    """Return the sum of each column that is summed, over all rows asked for, with as many decimals as the column has; absent where no row has a value."""
    summed = [column.name for column in declared.columns if column.sums]
    if not summed:
        return {}
    # Under a name of its own: Django loses an annotation that is summed under the annotation's name.
    told = rows.order_by().aggregate(**{f"sum_of_{name}": Sum(name) for name in summed})
    return {name: _with_decimals_of(rows, name, told[f"sum_of_{name}"]) for name in summed}


def _with_decimals_of(rows: QuerySet[Any], name: str, total: Any) -> Any:
    """Return a sum with the decimals of its column: SQLite sums decimals as floats."""
    field = F(name).resolve_expression(rows.query.clone()).output_field
    places = getattr(field, "decimal_places", None)
    return total if total is None or places is None else total.quantize(Decimal(1).scaleb(-places))
