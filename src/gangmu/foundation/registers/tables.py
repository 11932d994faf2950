"""From a register's columns to a table that sorts and pages."""

from datetime import date
from typing import Any

import django_tables2
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.registers.asking import field_of, path_of
from gangmu.foundation.registers.declaration import Column, ColumnKind, Register
from gangmu.foundation.ui.templatetags.gangmu import light_sign

#: Kinds of columns whose words are not parted.
TOGETHER = (ColumnKind.DATE, ColumnKind.CODE, ColumnKind.LIGHT)
#: Kinds of columns that say nothing on a card without their title, also where the register chose what stands there.
TITLED = (ColumnKind.DATE, ColumnKind.LIGHT, ColumnKind.NUMBER, ColumnKind.YES_NO)
#: How many columns a card has where the register does not say which.
ON_CARD = 7
#: The form to which the marks of the rows belong.
SELECTION = "selection"


class RegisterColumn(django_tables2.Column):
    """A column of a register as a column of a table."""

    def __init__(self, declared: Column, on_card: bool, titled: bool = False, **kwargs: Any) -> None:
        number = declared.kind is ColumnKind.NUMBER
        css = "number" if number else "nowrap" if declared.kind in TOGETHER else ""
        cell: dict[str, Any] = {"class": css if on_card else f"{css} off-phone".strip()}
        if on_card and titled:
            cell["data-label"] = declared.label
        super().__init__(
            verbose_name=declared.label, orderable=path_of(declared) is not None, empty_values=(), order_by=path_of(declared),
            attrs={"td": cell, "th": {"class": css}, "tf": cell}, **kwargs,
        )  # fmt: skip
        self.declared = declared
        self.tell = declared.teller()

    def render(self, record: Any) -> Any:
        """The value as it is printed in a table."""
        if self.declared.kind is ColumnKind.LIGHT:
            return light_sign(self.declared.value(record)) if self.declared.value else ""
        value = self.tell(record)
        if isinstance(value, date):
            return value.isoformat()[:10]
        return "" if value is None else value

    def order(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        """The rows as they came: they are in order already."""
        return queryset, True


class OpeningColumn(RegisterColumn):
    """The first column: it opens the row, at the side of the list where the register has pages of its own."""

    def __init__(self, declared: Column, register: type[Register], may_edit: bool) -> None:
        super().__init__(declared, on_card=True)
        self.register = register
        self.may_edit = may_edit

    def render(self, record: Any) -> Any:
        """The value as a link."""
        address, words = self.register.address(record), super().render(record) or _("打开")
        if self.register.detail_route:
            return format_html('<a href="{}">{}</a>', address, words)
        edit = format_html(' data-edit="{}edit/"', address) if self.may_edit else ""
        return format_html(
            '<a href="{}" hx-get="{}" hx-target="#drawer-content"{}>{}</a>', address, address, edit, words
        )


class MarkColumn(django_tables2.Column):
    """A box to mark the row for work on many; it carries the version that the person sees."""

    def __init__(self) -> None:
        css = {"class": "mark-cell"}
        super().__init__(
            verbose_name="", orderable=False, empty_values=(), attrs={"td": css, "th": css, "tf": css}
        )

    def render(self, record: Any) -> Any:
        """The box."""
        return format_html(
            '<input type="checkbox" name="row" value="{}:{}" form="{}" aria-label="{}">',
            record.pk, getattr(record, "version", 0), SELECTION, _("选中"),
        )  # fmt: skip


class RegisterTable(django_tables2.Table):
    """A table that writes its rows itself: a template that looks up every cell takes several times as long for a page."""

    def body(self) -> SafeString:
        """Return the rows of the page that is shown."""
        columns = [(bound.column.render, f"<td {bound.attrs['td'].as_html()}>") for bound in self.columns]
        rows = (
            "".join(f"{begin}{conditional_escape(render(record))}</td>" for render, begin in columns)
            for record in self.paginated_rows.data
        )
        return SafeString("".join(f'<tr data-row tabindex="-1">{cells}</tr>' for cells in rows))


def table_of(
    declared: type[Register], rows: Any, shown: list[str], sums: dict[str, Any], may_edit: bool = False
) -> django_tables2.Table:
    """Return a table over rows with the columns to show, the first of which opens the row."""
    columns = [c for c in declared.columns if c.name in shown] or list(declared.columns[:1])
    fields: dict[str, Any] = {}
    chosen = [column for column in columns if column.on_phone]
    on_card = chosen or columns[:ON_CARD]
    for number, column in enumerate(columns):
        titled = column.kind in TITLED or not chosen
        made = (
            RegisterColumn(column, column in on_card, titled)
            if number
            else OpeningColumn(column, declared, may_edit)
        )
        if column.name in sums:
            made._footer = "" if sums[column.name] is None else sums[column.name]
        elif sums and not number:
            made._footer = _("合计")
        fields[field_of(column)] = made
    if may_edit and declared.bulk_fields:
        fields["mark"] = MarkColumn()
    css = {"class": "register cards"}
    meta = type("Meta", (), {"template_name": "ui/table.html", "orderable": True, "attrs": css})
    return type(f"{declared.__name__}Table", (RegisterTable,), {**fields, "Meta": meta})(rows)
