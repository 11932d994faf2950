"""Addresses of every register that any room declared."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import page, signed_in
from gangmu.foundation.registers.declaration import OWN, Register, registers
from gangmu.foundation.registers.interface import about, views
from gangmu.foundation.registers.interface.doors import door
from gangmu.foundation.registers.unit_tables import UnitTable, unit_tables
from gangmu.foundation.registers.views import identity, imports, lists, rounds, rows, unit_rounds

prefix = ""


def _addresses(declared: type[Register]) -> list[URLPattern]:
    name, reads, writes = declared.name, declared.view_permission, declared.edit_permission
    found = [
        page(f"{name}/", lists.listing(declared), f"{name}-list", reads),
        page(f"{name}/totals/", lists.totals(declared), f"{name}-totals", reads),
        page(f"{name}/export/", lists.exporting(declared), f"{name}-export", reads),
        page(f"{name}/columns/", lists.columns(declared), f"{name}-columns", reads),
        page(f"{name}/views/", lists.views(declared), f"{name}-views", reads),
        page(f"{name}/about/", about.about(declared), f"{name}-about", reads),
        page(f"{name}/<int:pk>/", rows.detail(declared), f"{name}-detail", reads),
    ]
    if declared.form is not None:
        found += [
            page(f"{name}/new/", rows.editing(declared), f"{name}-new", writes),
            page(f"{name}/<int:pk>/edit/", rows.editing(declared), f"{name}-edit", writes),
            page(f"{name}/<int:pk>/delete/", rows.deleting(declared), f"{name}-delete", writes),
        ]
    if declared.bulk_fields:
        found.append(page(f"{name}/change/", rows.changing_many(declared), f"{name}-change", writes))
    if declared.attachments:
        found.append(page(f"{name}/<int:pk>/attach/", rows.attaching(declared), f"{name}-attach", writes))
    if (persons := declared.identity) is not None:
        found += [
            page(f"{name}/find/", identity.finding(declared), f"{name}-find", persons.see),
            page(f"{name}/duplicates/", identity.duplicated(declared), f"{name}-duplicates", persons.see),
            page(f"{name}/<int:pk>/reveal/", identity.revealing(declared), f"{name}-reveal", persons.reveal),
            page(f"{name}/<int:pk>/readers/", identity.readers(declared), f"{name}-readers", persons.readers),
        ]
    if declared.importer is not None:
        found += [
            page(f"{name}/template/", imports.template(declared), f"{name}-template", writes),
            page(f"{name}/import/", imports.importing(declared), f"{name}-import", writes),
            page(f"{name}/paste/", imports.pasting(declared), f"{name}-paste", writes),
            page(f"{name}/rounds/", rounds.rounds(declared), f"{name}-rounds", writes),
            page(f"{name}/rounds/<int:pk>/", rounds.round_page(declared), f"{name}-round", writes),
            page(f"{name}/rounds/<int:pk>/pack/", rounds.pack(declared), f"{name}-pack", writes),
        ]
    return found


def _table_addresses(table: UnitTable) -> list[URLPattern]:
    name, permission = table.name, table.permission
    return [
        page(f"{name}/rounds/", unit_rounds.rounds(table), f"{name}-rounds", permission),
        page(f"{name}/rounds/<int:pk>/", unit_rounds.round_page(table), f"{name}-round", permission),
        page(f"{name}/rounds/<int:pk>/pack/", unit_rounds.pack(table), f"{name}-pack", permission),
    ]


def _data_addresses(declared: type[Register]) -> list[URLPattern]:
    name, reads, writes = declared.name, declared.view_permission, declared.edit_permission
    may_write = declared.form is not None
    whole = ("GET", "POST") if may_write else ("GET",)
    one = ("GET", "PATCH", "DELETE") if may_write else ("GET",)
    return [
        door(f"{name}/", views.rows(declared), f"{name}-data", reads=reads, writes=writes, methods=whole),
        door(
            f"{name}/<int:pk>/", views.row(declared), f"{name}-data-row", reads=reads, writes=writes, methods=one
        ),
    ]  # fmt: skip


_pages = [
    *(pattern for declared in registers() for pattern in _addresses(declared)),
    *(pattern for table in unit_tables() for pattern in _table_addresses(table)),
    signed_in(f"{OWN}/views/<int:pk>/remove/", require_POST(lists.remove_view), "my-view-remove"),
    signed_in(f"{OWN}/imports/<int:pk>/", imports.run, "my-import"),
    signed_in(f"{OWN}/imports/<int:pk>/faults/", imports.faults, "my-import-faults"),
    signed_in(f"{OWN}/files/<int:pk>/", lists.made_file, "my-file"),
]
_doors = [
    *(pattern for declared in registers() for pattern in _data_addresses(declared)),
    door("openapi.json", views.openapi, "openapi"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("r/", include(_pages)),
    path("api/", include(_doors)),
]
