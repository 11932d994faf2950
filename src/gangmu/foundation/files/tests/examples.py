"""Objects for the addresses of this room, for the walker of every address."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.files.services import keep_attachment


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A file of each county's section."""
    kept = {
        whose: keep_attachment(
            SimpleUploadedFile("说明.txt", f"{whose}的说明".encode()),
            getattr(cast, whose).section.pk,
            "佐证材料",
        )
        for whose in ("own", "foreign")
    }
    return {
        "files:download": {
            "own": {"pk": kept["own"].pk},
            "foreign": {"pk": kept["foreign"].pk},
            "units": ("section",),
        }
    }
