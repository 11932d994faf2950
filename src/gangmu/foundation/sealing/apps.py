"""The sealing room."""

from gangmu.foundation.kernel.keys import declare_key
from gangmu.foundation.kernel.rooms import Room


class SealingConfig(Room):
    """Django's entry for sealing."""

    name = "gangmu.foundation.sealing"
    label = "sealing"
    verbose_name = "身份数据"

    def ready(self) -> None:
        """Declare the key, so that a backup notes its fingerprint and a restore insists on it."""
        super().ready()
        from gangmu.foundation.sealing import key_file, rows  # noqa: PLC0415 - models are there once apps are ready

        key_file.install_sealed_rows(rows.anything_sealed)
        declare_key("身份数据", key_file.fingerprint)
