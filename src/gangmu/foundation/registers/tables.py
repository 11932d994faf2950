"""From a register's columns to a table that sorts and pages."""

from datetime import date
from typing import Any

import django_tables2
from django.urls import reverse
from django.utils.html import format_html

from gangmu.foundation.registers.declaration import Column, ColumnKind, Register


class RegisterColumn(django_tables2.Column):
    """A column of a register as a column of a table."""

    def __init__(self, declared: Column, **kwargs: Any) -> None:
        number = declared.kind is ColumnKind.NUMBER
        css = "number" if number else "nowrap" if declared.kind in (ColumnKind.DATE, ColumnKind.CODE) else ""
        sortable = declared.value is None or declared.order_by is not None
        super().__init__(
            verbose_name=declared.label, orderable=sortable, empty_values=(), order_by=declared.order_by or declared.name,
            attrs={"td": {"class": css}, "th": {"class": css}, "tf": {"class": css}}, **kwargs,
        )  # fmt: skip
        self.declared = declared

    def render(self, record: Any) -> Any:
        """The value as it is printed in a table."""
        value = self.declared.of(record)
        if isinstance(value, date):
            return value.isoformat()[:10]
        return "" if value is None else value


class OpeningColumn(RegisterColumn):
    """The first column: it opens the row."""

    def __init__(self, declared: Column, route: str) -> None:
        super().__init__(declared)
        self.route = route

    def render(self, record: Any) -> Any:
        """The value as a link."""
        return format_html(
            '<a href="{}">{}</a>',
            reverse(self.route, kwargs={"pk": record.pk}),
            super().render(record) or "—",
        )


def table_of(
    declared: type[Register], rows: Any, shown: list[str], sums: dict[str, Any]
) -> django_tables2.Table:
    """Return a table over rows with the columns to show, the first of which opens the row."""
    columns = [c for c in declared.columns if c.name in shown] or list(declared.columns[:1])
    route = declared.detail_route or f"registers:{declared.name}-detail"
    fields: dict[str, Any] = {}
    for number, column in enumerate(columns):
        made = RegisterColumn(column) if number else OpeningColumn(column, route)
        if column.name in sums:
            made._footer = sums[column.name]
        fields[column.name.replace("__", "_")] = made
    meta = type("Meta", (), {"template_name": "ui/table.html", "orderable": True})
    return type(f"{declared.__name__}Table", (django_tables2.Table,), {**fields, "Meta": meta})(rows)
