"""What a county decides for all its figures and pages: stage boundary, and how its sections are called."""

from datetime import date

from django.utils.translation import gettext_noop

from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.choices import Kind, SectionWord, StageBoundary
from gangmu.foundation.organisations.models import CountyParameters, Organisation
from gangmu.foundation.organisations.services.checks import held_on
from gangmu.foundation.organisations.services.writing import EDIT, writing_tree


def set_parameters(
    bureau: Organisation, on: date, stage_boundary: str, section_word: str, basis: str = ""
) -> CountyParameters:
    """Decide a county's parameters from a day on; earlier ones stay as they were."""
    require(EDIT, bureau.pk)
    for word, choices in ((stage_boundary, StageBoundary), (section_word, SectionWord)):
        if word not in choices.values:
            raise Refusal("organisations.unknown_word", "“%(word)s”不在可选项中", word=word)
    with writing_tree():
        if held_on(bureau, on).kind != Kind.BUREAU:
            raise Refusal(
                "organisations.not_a_bureau", "“%(name)s”不是教育局，不能设置县域参数", name=bureau.name
            )
        before = CountyParameters.objects.at(on).filter(organisation=bureau).first()
        row = CountyParameters.set_state(
            {"organisation": bureau}, {"stage_boundary": stage_boundary, "section_word": section_word}, on
        )
        record(
            bureau, gettext_noop("设置了县域参数"), organisation_id=bureau.pk, note=basis,
            changes=[
                ["valid_from", "生效日期", None, on.isoformat()],
                ["stage_boundary", "学制", before.stage_boundary if before else None, stage_boundary],
                ["section_word", "内设机构称谓", before.section_word if before else None, section_word],
            ],
        )  # fmt: skip
    return row
