"""A file chosen in a form that is then refused: a browser does not choose it again, so it is kept at once and shown ticked."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.files.models import Attachment
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.ui.refusals import told_in

#: How long a refused form may be sent again with the file that was kept for it, in seconds [design: a working day and a night].
KEPT_FOR = 24 * 60 * 60


class KeptUploads(forms.Form):
    """A form with a file: what was chosen before a refusal stands ticked, and goes in with what is sent next.

    What is kept is named by a token that only the same account may send again: nobody binds a file that is not theirs to give.
    """

    upload_field: ClassVar[str] = "file"

    kept = forms.MultipleChoiceField(
        label=_("已留存的附件"),
        required=False,
        help_text=_("刚才选的文件已经留存，不用再选；不要的请去掉勾选"),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        names = [name for name in self.fields if name != "kept"]
        names.insert(names.index(self.upload_field), "kept")
        self.order_fields(names)
        self._kept: dict[str, tuple[int, str]] = {}
        if self.is_bound:
            for token in self._sent().getlist("kept"):
                self._take(token)
        self._lay()

    def keep_upload(self, keep: Callable[[UploadedFile], Attachment]) -> bool:
        """Keep the file that was chosen before anything else can refuse the form; whether the form may go on.

        Parameters
        ----------
        keep
            Keeps a file; its refusal is told in the form.
        """
        if not self.is_bound:
            return False
        self.is_valid()
        upload = self.cleaned_data.get(self.upload_field)
        if upload is not None:
            with told_in(self):
                made = keep(upload)
                self._take(signing.dumps([made.pk, made.name], salt=_salt()))
                self._lay()
        return self.is_valid()

    def kept_files(self) -> list[tuple[int, str]]:
        """Return numbers and names of the attachments that are kept for this form, the latest last."""
        return list(self._kept.values())

    def keep_again(self, held: Iterable[tuple[int, str]]) -> None:
        """Show attachments that belong to the matter already ticked, so that they go in again without being chosen anew.

        Parameters
        ----------
        held
            Numbers and names of attachments that the one who opens the form may bind.
        """
        for number, name in held:
            self._take(signing.dumps([number, name], salt=_salt()))
        self._lay()

    def _sent(self) -> MultiValueDict[str, Any]:
        held: Any = self.data
        sent: MultiValueDict[str, Any] = held.copy()
        return sent

    def _take(self, token: str) -> None:
        """Read a token; one that is foreign or old is as if it had not been sent."""
        try:
            number, name = signing.loads(token, salt=_salt(), max_age=KEPT_FOR)
        except signing.BadSignature:
            return
        self._kept[token] = (number, name)

    def _lay(self) -> None:
        """Show what is kept, ticked; without anything the field is not to be seen. A kept file is enough where one is asked for."""
        field: Any = self.fields["kept"]
        field.widget = forms.CheckboxSelectMultiple() if self._kept else forms.MultipleHiddenInput()
        field.choices = [(token, name) for token, (_number, name) in self._kept.items()]
        if self._kept:
            self.fields[self.upload_field].required = False
        if self.is_bound:
            sent = self._sent()
            sent.setlist("kept", list(self._kept))
            self.data = sent
        else:
            self.initial["kept"] = list(self._kept)


def _salt() -> str:
    return f"ledger.kept:{current_actor().account_id or 0}"
