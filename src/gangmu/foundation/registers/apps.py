"""The registers room."""

from gangmu.foundation.kernel.rooms import Room


class RegistersConfig(Room):
    """Django's entry for registers."""

    name = "gangmu.foundation.registers"
    label = "registers"
    verbose_name = "登记册"
