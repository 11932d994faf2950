"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from django.db import models

from gangmu.applications.planning import models as rows
from gangmu.applications.planning.choices import AnswerKind, ItemKind, Stage
from gangmu.applications.planning.models import Medium, PublicityItem, PublicityPoints, ReadItem, Scored
from gangmu.applications.planning.services.answering import answer_row
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.foundation.organisations.models import OrganisationState

PLAN = """{county}教育局2026年工作要点

一、扩大资源
1.新增学位。新增小学学位800个,8月底前交付使用。(责任科室:{county}人事科)
2.做好宣传。全年报送信息不少于50篇。(责任科室:{county}基教科)

{county}教育局
2026年3月1日
"""


def _points(bureau: Any) -> PublicityPoints:
    return PublicityPoints._base_manager.create(
        organisation=bureau,
        level=Medium.COUNTY,
        scored=Scored.ADOPTED,
        points=2,
        valid_from=date(2026, 1, 1),
        basis="考核细则",
    )


DAY = date(2026, 5, 2)
#: Register → (model, what a row needs beside its unit and its name).
WORK: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
    "decisions": (
        rows.Decision,
        {
            "decider": "局党组",
            "authority": "集体",
            "procedure": "审议",
            "liability": "办公室",
            "listed_on": DAY,
        },
    ),
    "work-projects": (rows.WorkProject, {"kind": "topic", "head": "张主任", "started_on": DAY}),
    "pilots": (rows.Pilot, {"kind": "pilot", "level": "city", "stage": "named", "named_on": DAY}),
    "meetings": (rows.Meeting, {"kind": "meeting", "held_on": DAY, "head": "王局长"}),
    "party-activities": (rows.PartyActivity, {"kind": "lecture", "held_on": DAY}),
    "highlights": (rows.Highlight, {"shown_on": DAY, "evidence": "报道"}),
    "county-matters": (rows.CountyMatter, {"county_owner": "县文明办", "received_on": DAY}),
    "task-reviews": (
        rows.TaskReview,
        {"source": "public", "reviewer": "评价组", "reviewed_on": DAY, "conclusion": "good"},
    ),
    "staff-transfers": (
        rows.StaffTransfer,
        {"kind": "teacher", "moved_on": DAY, "persons_before": 3, "persons": 3},
    ),
    "policy-differences": (rows.PolicyDifference, {"before": "甲", "after": "乙", "found_on": DAY}),
}


def _work(county: Any) -> dict[str, int]:
    """A row of each register of work, of the bureau where only a bureau holds rows."""
    return {
        register: model._base_manager.create(
            organisation=county.bureau if register == "decisions" else county.section, name="例", **more
        ).pk
        for register, (model, more) in WORK.items()
    }


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A draft plan of each bureau with an answer to one of its rows, and a publicity item of each section."""
    pks: dict[str, dict[str, int]] = {}
    for whose in ("own", "foreign"):
        county = getattr(cast, whose)
        version = paste_version(county.bureau, Stage.DRAFT, PLAN.format(county=county.bureau.name[:3]))
        item = ReadItem._base_manager.filter(document=version, kind=ItemKind.TASK).order_by("start").first()
        answer = answer_row(item, county.section.pk, AnswerKind.SUGGEST, "学位数请再核")
        news = PublicityItem._base_manager.create(
            organisation=county.section,
            title="课后服务",
            medium="县报",
            level=Medium.COUNTY,
            submitted_on=date(2026, 5, 2),
        )
        pks[whose] = {
            "plan": version.plan_id,
            "version": version.pk,
            "item": item.pk,
            "answer": answer.pk,
            "news": news.pk,
            "points": _points(county.bureau).pk,
            "change": OrganisationState.objects.at().get(organisation=county.section).pk,
            **_work(county),
        }

    def of(kind: str, **more: Any) -> dict[str, Any]:
        return {"own": {"pk": pks["own"][kind]}, "foreign": {"pk": pks["foreign"][kind]}, **more}

    versions = (
        "review",
        "confirm",
        "not-listed",
        "give-lead",
        "draw-in",
        "changes",
        "trial",
        "undo",
        "withdraw",
        "adopt",
        "given-answers",
        "assistant",
        "table",
    )
    return {
        **{f"planning:{name}": of("plan") for name in ("plan", "upload-version")},
        **{f"planning:{name}": of("version") for name in versions},
        "planning:add": of("version", post={"kind": ItemKind.TASK, "start": "0", "end": "5"}),
        **{f"planning:{name}": of("item") for name in ("item", "remove", "split", "merge")},
        "planning:answer": of("item", under="planning.plan:view"),
        "planning:settle": of("answer"),
        "registers:publicity-detail": of("news", units=("section",)),
        "registers:publicity-points-detail": of("points"),
        "registers:unit-changes-detail": of("change", units=("section",)),
        "registers:decisions-detail": of("decisions"),
        **{f"registers:{name}-detail": of(name, units=("section",)) for name in WORK if name != "decisions"},
    }
