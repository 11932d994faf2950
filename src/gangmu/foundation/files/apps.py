"""The files room."""

from gangmu.foundation.kernel.rooms import Room


class FilesConfig(Room):
    """Django's entry for files."""

    name = "gangmu.foundation.files"
    label = "files"
    verbose_name = "附件"
