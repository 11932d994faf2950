"""A document in: judged, decoded, read, kept with everything that was read of it."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.applications.planning import coverage, owners
from gangmu.applications.planning.choices import ItemKind, Stage
from gangmu.applications.planning.models import Plan, PlanClause, PlanVersion, ReadItem, SectionDuty
from gangmu.applications.planning.services.deciding import DECIDED, take_decisions, take_declarations
from gangmu.engines.reading import read
from gangmu.engines.reading.deadlines import day_of
from gangmu.engines.reading.model import Reading, ReadTarget
from gangmu.engines.reading.printed import as_printed
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record
from gangmu.foundation.documents.decoding import decode
from gangmu.foundation.files.models import Attachment
from gangmu.foundation.files.services import insist_fit, keep_attachment, refuse_classified
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.selectors import tree

REVIEW = "planning.plan:review"
#: Longest document that one review screen holds, in characters.
LONGEST = 200_000
#: How alike two tasks of different versions must be to be the same task.
ALIKE = 0.62


def upload_version(
    bureau: Organisation, stage: str, upload: UploadedFile, plan: Plan | None = None
) -> PlanVersion:
    """Take a file in as a version of a plan.

    Raises
    ------
    Refusal
        When the file is not fit to be kept or cannot be read; nothing is stored then.
    """
    require(REVIEW, bureau.pk)
    name = upload.name or ""
    insist_fit(upload)  # before it is read
    source = decode(upload.read(), name)
    refuse_classified(name, source.text)
    reading = _read(source.text, name)
    with transaction.atomic():
        kept = keep_attachment(upload, bureau.pk, "工作要点", source.text)
        places = [[p.start, p.end, p.page, p.paragraph, p.cell] for p in source.places]
        return _keep(bureau, stage, source.text, reading, plan, kept, places)


def paste_version(bureau: Organisation, stage: str, text: str, plan: Plan | None = None) -> PlanVersion:
    """Take pasted text in as a version of a plan."""
    require(REVIEW, bureau.pk)
    refuse_classified("粘贴的文字", text)
    plain = text.replace("\r\n", "\n")
    with transaction.atomic():
        return _keep(bureau, stage, plain, _read(plain, "粘贴的文字"), plan, None, [])


def _read(text: str, name: str) -> Reading:
    if len(text) > LONGEST:
        raise Refusal(
            "planning.too_long", "“%(name)s”超过 %(most)s 字，请只上传要点正文和附件", name=name, most=LONGEST
        )
    reading = read(text)
    if not reading.clauses or not (reading.outline or reading.tasks or reading.targets):
        raise Refusal(
            "planning.nothing_read", "“%(name)s”中没有读到标题、任务或目标，请检查是否传错了文件", name=name
        )
    return reading


def _keep(
    bureau: Organisation,
    stage: str,
    text: str,
    reading: Reading,
    plan: Plan | None,
    kept: Attachment | None,
    places: list[Any],
) -> PlanVersion:
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    known = PlanVersion._base_manager.filter(plan__organisation=bureau, sha256=digest).first()
    if known is not None:
        raise Refusal(
            "planning.same_text", "这份文件已经上传过，见“%(title)s”", title=str(known), version=known.pk
        )
    year = reading.doc.year_plan or reading.doc.year_summary or clock.today().year
    if plan is None:
        title = (reading.doc.title or f"{year}年工作要点")[:200]
        if Plan._base_manager.filter(organisation=bureau, year=year, title=title).exists():
            raise Refusal(
                "planning.known_plan",
                "已有“%(title)s”。如果这是它的新稿，请在“属于”中选择它再上传",
                title=title,
            )
        plan = Plan._base_manager.create(organisation=bureau, year=year, title=title)
        record(plan, gettext_noop("建立了工作要点"), organisation_id=bureau.pk)
    version = PlanVersion._base_manager.create(
        plan=plan, stage=stage, text=text, sha256=digest, places=places, attachment=kept,
        facts=reading.as_json()["doc"], disagreements=reading.as_json()["disagreements"],
    )  # fmt: skip
    _keep_items(version, reading)
    _keep_clauses(version, reading)
    coverage.recount(version)
    _carry_on(version)
    record(version, gettext_noop("上传了稿件"), organisation_id=bureau.pk)
    return version


def _keep_items(version: PlanVersion, reading: Reading) -> None:
    rows = [
        ReadItem(
            document=version, kind=ItemKind.HEADING, key=f"h{node.start}", start=node.start, end=node.end, number=node.path[:60],
            level=node.level, name=node.title[:300], data={"title_end": node.title_end or node.end},
        )
        for node in reading.outline
    ]  # fmt: skip
    units, duties = _units(version), _duties(version)
    tasks = [
        _task_item(version, read_task, units, duties)
        for read_task in reading.tasks
        if read_task.status == "planned"
    ]
    named, names_end = "", 0
    for target in reading.targets:
        # 力争60篇 names nothing: it is told of by the name of the target before it in the sentence.
        words = version.text[target.start : target.end]
        name = _target_name(target, words)
        if not name and not any(mark in version.text[names_end : target.start] for mark in "。；;\n"):
            name = named
        named, names_end = name, target.end
        kind = ItemKind.TARGET if target.modality == "target" else ItemKind.RESULT
        fields = (
            "comparator",
            "value",
            "value_high",
            "unit",
            "period",
            "scope",
            "flags",
            "subject",
            "measure",
            "value_start",
            "value_end",
        )
        rows.append(
            ReadItem(
                document=version, kind=kind, key=f"t{target.start}", start=target.start, end=target.end,
                name=(name or target.text)[:300], data={name: getattr(target, name) for name in fields},
            )
        )  # fmt: skip
    ReadItem._base_manager.bulk_create([*rows, *(task for task, _actions in tasks)])
    actions = []
    for task, read_task in tasks:
        actions += [
            ReadItem(
                document=version, kind=ItemKind.ACTION, key=f"a{act.start}", start=act.start, end=act.end, parent=task,
                name=as_printed(act.text.strip(), version.text[act.start : act.end])[:300], owner_words="、".join(act.owners)[:200], due_words=(act.deadline or "")[:60],
            )
            for act in read_task.actions
        ]  # fmt: skip
    ReadItem._base_manager.bulk_create(actions)


def _task_item(
    version: PlanVersion, read_task: Any, units: Mapping[str, int], duties: list[tuple[int, str]]
) -> tuple[ReadItem, Any]:
    marked = owners.from_marks(read_task.owners, units)
    text = version.text[read_task.start : read_task.end]
    lead = marked.lead_id or owners.from_duties(text, duties)
    words = read_task.deadline or ""
    item = ReadItem(
        document=version, kind=ItemKind.TASK, key=f"k{read_task.start}", start=read_task.start, end=read_task.end,
        number=read_task.section_path[:60], name=as_printed(read_task.action_summary, text)[:300], lead_id=lead, cooperating=list(marked.cooperating),
        owner_words="、".join(read_task.owners)[:200], due_words=words[:60], due_on=day_of(words, version.plan.year),
        fan_out=marked.fan_out,
    )  # fmt: skip
    return item, read_task


def _keep_clauses(version: PlanVersion, reading: Reading) -> None:
    PlanClause.objects.bulk_create(
        PlanClause(document=version, start=c.start, end=c.end, state=c.state, reason=c.reason[:60])
        for c in reading.clauses
    )


def _target_name(target: ReadTarget, words: str) -> str:
    """Return what a target is of, as its words print it; a measure that is the unit alone says nothing (报送信息 … 篇)."""
    subject, measure = as_printed(target.subject, words), as_printed(target.measure, words)
    if target.measure == target.unit:
        return subject
    return measure if not subject or subject in measure else f"{subject}{measure}"


def _units(version: PlanVersion) -> dict[str, int]:
    standing = tree()
    below = standing.subtree(version.plan.organisation_id)
    return {unit.name: unit.id for unit in standing.units.values() if unit.id in below}


def _duties(version: PlanVersion) -> list[tuple[int, str]]:
    below = tree().subtree(version.plan.organisation_id)
    return list(SectionDuty.objects.filter(section_id__in=below).values_list("section_id", "words"))


def _carry_on(version: PlanVersion) -> None:
    """Let what stands of the text before go on: keys, decisions of items, clauses that need no task of their own."""
    earlier = _latest(version.plan, version)
    if earlier is None:
        return
    _carry_keys(earlier, version)
    clauses = take_declarations(
        list(earlier.clauses.all()), earlier.text, list(version.clauses.all()), version.text
    )
    PlanClause.objects.bulk_update(clauses, ["state", "confirmed", "reason"])


def _latest(plan: Plan, beside: PlanVersion | None = None) -> PlanVersion | None:
    rows = PlanVersion._base_manager.filter(plan=plan).order_by("-uploaded_at", "-id")
    return (rows.exclude(pk=beside.pk) if beside else rows).first()


def next_stage(plan: Plan | None) -> Stage:
    """Return what the next text of a plan is: a draft at first, then the step after the last; what is issued is issued anew."""
    latest = _latest(plan) if plan else None
    if latest is None:
        return Stage.DRAFT
    steps = list(Stage)
    return steps[min(steps.index(Stage(latest.stage)) + 1, len(steps) - 1)]


def _carry_keys(earlier: PlanVersion, version: PlanVersion) -> None:
    """Give a task the key it had in an earlier version, so that what hangs on it stays: reports, owners, answers."""
    kinds = (ItemKind.TASK, ItemKind.TARGET)
    before = list(ReadItem._base_manager.filter(document=earlier, kind__in=kinds))
    after = list(ReadItem._base_manager.filter(document=version, kind__in=kinds))
    paired = pairs_of(before, earlier.text, after, version.text)
    for old, new in paired:
        new.key = old.key
        take_decisions(old, earlier.text, new, version.text)
    taken, same = {old.key for old in before}, {id(new) for _old, new in paired}
    for new in after:
        if id(new) not in same and new.key in taken:
            new.key = f"{new.key}v{version.pk}"
    ReadItem._base_manager.bulk_update(after, ["key", *DECIDED, "data"])


def pairs_of(
    before: list[ReadItem], old_text: str, after: list[ReadItem], new_text: str
) -> list[tuple[ReadItem, ReadItem]]:
    """Return the items of two versions that are the same, each paired once: tasks of one name, and what is alike enough in words."""
    named = _named_once(after)
    scored = [
        (1.0, old.start, named[old.name].start, old, named[old.name])
        for old in _named_once(before).values()
        if old.name in named
    ]
    for old in before:
        words = old_text[old.start : old.end][:400]
        for new in after:
            if new.kind != old.kind:
                continue
            matcher = SequenceMatcher(None, words, new_text[new.start : new.end][:400], autojunk=False)
            if (
                matcher.real_quick_ratio() > ALIKE
                and matcher.quick_ratio() > ALIKE
                and (score := matcher.ratio()) > ALIKE
            ):
                scored.append((score, old.start, new.start, old, new))
    used: set[int] = set()
    pairs = []
    for _score, _old_start, _new_start, old, new in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if id(old) not in used and id(new) not in used:
            used |= {id(old), id(new)}
            pairs.append((old, new))
    return pairs


def _named_once(items: list[ReadItem]) -> dict[str, ReadItem]:
    """Return the tasks whose name no other task of the text has."""
    tasks = [item for item in items if item.kind == ItemKind.TASK and item.name]
    counted = Counter(item.name for item in tasks)
    return {item.name: item for item in tasks if counted[item.name] == 1}
