"""The form of a second post: whom it is about is told by the number of a document, never chosen from a list of all."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from gangmu.foundation.registers.row_forms import RowForm, row_form
from gangmu.records.staff.models import SecondPost, StaffMember
from gangmu.records.staff.selectors import member_by_id


class MemberField(forms.CharField):
    """The number of a document, read as the staff member who has it; what is shown of one who is there already is masked."""

    held: StaffMember | None = None

    def clean(self, value: Any) -> StaffMember:
        """Return the staff member.

        Raises
        ------
        ValidationError
            When nobody has the number.
        """
        words = super().clean(value).strip()
        if self.held is not None and words == str(self.held.id_number):
            return self.held
        found = member_by_id(words)
        if found is None:
            raise forms.ValidationError(_("没有这个证件号的教职工，请核对号码，或先由其所在单位登记"))
        return found


def second_post_form(fields: tuple[str, ...], permission: str, unit_kinds: tuple[str, ...]) -> type[RowForm]:
    """Return the form class of second posts."""
    made = row_form(SecondPost, fields, permission, unit_kinds=unit_kinds)

    class SecondPostForm(made):  # type: ignore[misc,valid-type]
        member = MemberField(
            label=_("教职工"),
            max_length=20,
            help_text=_("填写完整的身份证件号；不填写姓名，也不从名单中选择"),
        )

        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            if self.instance.pk is not None:
                held = self.instance.member
                self.fields["member"].held = held
                self.initial["member"] = str(held.id_number)

    return cast(type[RowForm], SecondPostForm)
