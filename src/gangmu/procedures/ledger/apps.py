"""The ledger room."""

from gangmu.foundation.kernel.rooms import Room


class LedgerConfig(Room):
    """Django's entry for ledger."""

    name = "gangmu.procedures.ledger"
    label = "ledger"
    verbose_name = "台账"
