"""The columns of a county's ledger, as data."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel.errors import Refusal
from gangmu.procedures.ledger.models import SheetLayout
from gangmu.procedures.ledger.sheet_tables import FIELDS

#: A table of more columns is no table that people read.
MOST = 24


@transaction.atomic
def save_layout(
    organisation_id: int,
    name: str,
    title: str,
    columns: Sequence[tuple[str, str, float]],
    paper: str,
    pk: int | None = None,
) -> SheetLayout:
    """Save a layout: columns as (field, title, width), in order.

    Raises
    ------
    Refusal
        When a field is unknown or stands twice, a title stands twice, there is no column, or the name is taken.
    """
    require("ledger.task:edit", organisation_id)
    _check(columns)
    held = SheetLayout._base_manager.filter(organisation_id=organisation_id, pk=pk or 0).first()
    row = held or SheetLayout(organisation_id=organisation_id)
    before = snapshot(row) if held else None
    row.name, row.title, row.paper = name.strip()[:60], title.strip()[:100], paper
    row.columns = [
        {"field": field, "title": words.strip(), "width": width} for field, words, width in columns
    ]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal("ledger.layout_name", "已有名为“%(name)s”的样式，请换一个名称", name=row.name) from None
    record(row, gettext_noop("修改了台账样式"), before=before, organisation_id=organisation_id)
    return row


def _check(columns: Sequence[tuple[str, str, float]]) -> None:
    fields, titles = [c[0] for c in columns], [c[1].strip() for c in columns]
    if not columns or len(columns) > MOST:
        raise Refusal("ledger.layout_columns", "请选 1 至 %(most)s 列", most=MOST)
    if set(fields) - set(FIELDS) or len(set(fields)) < len(fields):
        raise Refusal("ledger.layout_field", "同一内容只能占一列，且须是台账中有的内容")
    if "" in titles or len(set(titles)) < len(titles):
        raise Refusal("ledger.layout_title", "每列都要有列名，列名不能重复")


@transaction.atomic
def remove_layout(row: SheetLayout) -> None:
    """Remove a layout."""
    require("ledger.task:edit", row.organisation_id)
    record(row, gettext_noop("删除了台账样式"), organisation_id=row.organisation_id)
    row.delete()
