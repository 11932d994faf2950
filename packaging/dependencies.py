"""Reads the wheel's dependencies from requirements/*.in, so that they are written once."""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class DependenciesHook(MetadataHookInterface):
    """Fills `dependencies` from requirements/work.in."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put every requirement line of requirements/work.in into the metadata."""
        text = (Path(self.root) / "requirements" / "work.in").read_text(encoding="utf-8")
        metadata["dependencies"] = [line for line in text.splitlines() if line and line[0] not in "#-"]
