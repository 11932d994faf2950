"""The doors for writes of registers: rows, what somebody keeps of a list, imports, tables sent out."""

from gangmu.foundation.registers.services.deleting import delete_row
from gangmu.foundation.registers.services.keeping import choose_columns, remove_view, save_view
from gangmu.foundation.registers.services.rows import attach, change_rows, save_row

__all__ = ["attach", "change_rows", "choose_columns", "delete_row", "remove_view", "save_row", "save_view"]
