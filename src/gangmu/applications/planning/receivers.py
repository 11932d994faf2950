"""How a task's source in a plan opens."""

from django.urls import reverse

from gangmu.procedures.ledger.choices import SourceKind
from gangmu.procedures.ledger.links import declare_source


def plan_address(version_id: int, start: int | None) -> str:
    """Return where a version's words are shown."""
    return reverse("planning:changes", kwargs={"pk": version_id}) + (
        f"#at-{start}" if start is not None else ""
    )


declare_source(SourceKind.PLAN, plan_address)
