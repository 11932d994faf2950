"""What people list of premises."""

from gangmu.records.premises.registers import buildings, conditions, equipment, seats

__all__ = ["buildings", "conditions", "equipment", "seats"]
