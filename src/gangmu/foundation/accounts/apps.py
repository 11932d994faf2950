"""The accounts room."""

from gangmu.foundation.kernel.rooms import Room


class AccountsConfig(Room):
    """Django's entry for accounts."""

    name = "gangmu.foundation.accounts"
    label = "accounts"
    verbose_name = "账号"
