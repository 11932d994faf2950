"""What people list in planning."""

from gangmu.applications.planning.registers import publicity, unit_changes, work

__all__ = ["publicity", "unit_changes", "work"]
