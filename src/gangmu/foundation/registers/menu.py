"""Registers in the search over everything."""

from gangmu.foundation.registers.seeking import found_in_registers
from gangmu.foundation.ui import seeking

seeking.declare("registers", 10, found_in_registers)
