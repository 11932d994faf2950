"""What registers hold of a task: rows that name it, shown on its page and offered as proof of its completion.

A register serves the ledger when its rows name a task; the ledger does not know which rooms declare such registers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from gangmu.foundation.access.scope import holds, scoped
from gangmu.foundation.registers.declaration import Register, Words, is_register, register_named, registers
from gangmu.procedures.ledger.choices import ProofKind
from gangmu.procedures.ledger.models import Proof, Task

#: Rows of one register that are shown of a task; the register's own list shows all.
MOST = 50


@dataclass(frozen=True, slots=True)
class Serving:
    """A row that names a task: its register and number, its name, the page where it stands."""

    register: str
    title: Words
    row: int
    name: str
    address: str

    @property
    def key(self) -> str:
        """Register and number in one word, as a form sends it."""
        return f"{self.register}:{self.row}"


def serving(task: Task) -> list[Serving]:
    """Return the rows that name a task, as far as the reader may see them, register by register."""
    found = []
    for declared, field in _registers():
        if not holds(declared.view_permission):
            continue
        with scoped(declared.view_permission):
            rows = list(declared.rows().filter(**{field: task.pk})[:MOST])
        found += [
            Serving(declared.name, declared.title, row.pk, str(row)[:200], declared.address(row))
            for row in rows
        ]
    return found


def _registers() -> Iterable[tuple[type[Register], str]]:
    for declared in registers():
        model: type[models.Model] = declared.model
        if model._meta.app_label != Task._meta.app_label:
            for field in model._meta.get_fields():
                if field.many_to_one and field.related_model is Task:
                    yield declared, field.name


def proof_address(proof: Proof) -> str:
    """Return where a proof is looked at by who checks; empty where there is no page, or none that the reader may open."""
    if proof.kind == ProofKind.FIGURE and proof.target_id:
        return reverse("targets:target", kwargs={"pk": proof.target_id})
    if proof.kind == ProofKind.FILE and proof.attachment_id and holds("files.attachment:view"):
        return reverse("files:download", kwargs={"pk": proof.attachment_id})
    if proof.kind == ProofKind.ROW and is_register(proof.register):
        declared = register_named(proof.register)
        if holds(declared.view_permission):
            route = declared.detail_route or f"registers:{declared.name}-detail"
            return reverse(route, kwargs={"pk": proof.row})
    return ""
