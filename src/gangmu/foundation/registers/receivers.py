"""Registers show the rows behind figures."""

from gangmu.foundation.registers.filters import rows_address
from gangmu.foundation.ui.rows import declare_rows

declare_rows("register", rows_address)
