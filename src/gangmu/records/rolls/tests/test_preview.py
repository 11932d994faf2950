"""What the preview of an import tells of pupils: who is meant, and no number in full."""

from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.registers.models import ImportRun
from gangmu.records.rolls.tests.test_rolls import clerk, id_of, line, second, september, table

__all__ = ["clerk", "second", "september"]


def previewed(client, lines) -> str:
    """Return the page that previews a table."""
    client.post("/r/pupils/import/", {"file": SimpleUploadedFile("学籍.xlsx", table(lines))})
    run = ImportRun._base_manager.latest("id")
    matched = {f"column-{field}": column for field, column in run.mapping.items()}
    client.post(f"/r/my/imports/{run.pk}/", {"act": "match", **matched})
    return client.get(f"/r/my/imports/{run.pk}/").content.decode()


def test_a_row_that_changes_is_told_by_name_and_school_and_its_number_is_masked(september, clerk):
    page = previewed(clerk, [line(september, 2, klass=6)])
    number = f"G{id_of(2)}"
    assert f"学生2 · {number[:7]}********{number[-4:]} · {september.name}" in page
    assert number not in page


def test_a_new_row_shows_no_number_in_full(september, clerk):
    page = previewed(clerk, [line(september, 7)])
    assert "学生7" in page
    assert id_of(7) not in page
