"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.foundation.registers.declaration import register_named
from gangmu.foundation.registers.models import ImportRun, ImportState
from gangmu.foundation.registers.services.imports import begin_import
from gangmu.records.rolls.models import Enrolment, Promotion, Pupil, RollChange, SchoolClass
from gangmu.records.rolls.services.standing import keep_standing


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A pupil of each county's school in a class, who was transferred out of it, and a table of pupils of the school's clerk."""
    pks: dict[str, dict[str, int]] = {}
    for number, whose in enumerate(("own", "foreign")):
        county = getattr(cast, whose)
        pupil = Pupil._base_manager.create(
            organisation=county.school, roll_number=f"G1101012015010112{number}X", name="学生甲", grade="5", class_number=1,
            since=date(2026, 9, 1),
        )  # fmt: skip
        keep_standing([(pupil, None)])
        change = RollChange._base_manager.create(
            pupil=pupil, organisation=county.school, kind="out", grade="5", on=date(2026, 10, 8)
        )
        file = SimpleUploadedFile("学籍.csv", f"学籍号,姓名\nG1101012015010112{number}X,学生甲".encode())
        run = begin_import(register_named("pupils"), file, county.school, matched=True)
        account = county.persons["小郑"].account
        ImportRun._base_manager.filter(pk=run.pk).update(account=account, state=ImportState.DONE)
        sits_in = SchoolClass._base_manager.get(organisation=county.school)
        promotion = Promotion._base_manager.create(
            organisation=county.school, school_class=sits_in, school_year=2027, grade="6"
        )
        pks[whose] = {
            "promotion": promotion.pk,
            "pupil": pupil.pk,
            "change": change.pk,
            "run": run.pk,
            "class": sits_in.pk,
            "enrolment": Enrolment._base_manager.get(pupil=pupil).pk,
        }

    def of(kind: str, **more: Any) -> dict[str, Any]:
        return {
            "own": {"pk": pks["own"][kind]},
            "foreign": {"pk": pks["foreign"][kind]},
            "units": ("school",),
            **more,
        }

    return {
        "registers:pupils-detail": of("pupil"),
        "registers:enrolments-detail": of("enrolment"),
        "registers:roll-changes-detail": of("change"),
        "registers:school-classes-detail": of("class"),
        "registers:pupils-reveal": of("pupil", post={"reason": "核对证件"}),
        "registers:pupils-readers": of("pupil"),
        "rolls:settle": of("change", post={"note": "转往外县"}),
        "rolls:export": of("run"),
        "rolls:promotion": of("promotion"),
        "rolls:promotion-hold": of("promotion", post={"version": 1}),
        "rolls:promotion-withdraw": of("promotion"),
        "rolls:promotion-propose": {"post": {"school": cast.own.school.pk, "year": 2026}},
    }
