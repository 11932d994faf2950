"""What people list of the roll."""

from gangmu.records.rolls.registers import changes, classes, pupils

__all__ = ["changes", "classes", "pupils"]
