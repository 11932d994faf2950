"""Registers show the rows behind figures, tell the audit what is kept of them in words, and let files go with the jobs that made them."""

from django.utils.translation import gettext_lazy

from gangmu.foundation.audit.telling import tell_field, tell_nothing_of, tell_title
from gangmu.foundation.jobs.events import JobCleared
from gangmu.foundation.kernel.events import on
from gangmu.foundation.registers import in_words, models
from gangmu.foundation.registers.filters import rows_address
from gangmu.foundation.registers.services.made_files import discard_of
from gangmu.foundation.ui.rows import declare_rows

declare_rows("register", rows_address)
for kept in (
    models.SavedView,
    models.ColumnChoice,
    models.RowAttachment,
    models.MappingProfile,
    models.ImportRun,
    models.Round,
):
    tell_field(kept, "register", in_words.title_in_words)
for kept in (models.SavedView, models.ColumnChoice):
    tell_field(kept, "columns", in_words.columns_in_words)
tell_title(models.SavedView, "shared_with", gettext_lazy("共享的单位"))
tell_field(models.SavedView, "query", in_words.query_in_words)
tell_nothing_of(models.RowAttachment, "row_id")
tell_nothing_of(models.MappingProfile, "columns", "codes", "key")
tell_nothing_of(models.ImportRun, "mapping", "codes", "key")
tell_nothing_of(models.Round, "options")
on(JobCleared)(discard_of)
