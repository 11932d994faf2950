"""Taking back what one did on the review screen: removals, merges, splits and all other steps, the last one first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core import serializers
from django.db import transaction
from django.utils.translation import gettext_noop

from gangmu.applications.planning import coverage
from gangmu.applications.planning.choices import ClauseState
from gangmu.applications.planning.models import DraftAnswer, PlanClause, PlanVersion, ReadItem, ReviewStep
from gangmu.foundation.access.scope import require
from gangmu.foundation.audit.services import record, snapshot
from gangmu.foundation.kernel.actors import current_actor
from gangmu.foundation.kernel.errors import Conflict, Refusal

REVIEW = "planning.plan:review"
#: Steps of one person on one document that can be taken back.
KEPT = 30
_Rows = dict[int, dict[str, Any]]
_Given = ParamSpec("_Given")
_Subject = TypeVar("_Subject", bound=PlanVersion | ReadItem)
_Done = TypeVar("_Done")


def undoable(
    verb: str,
) -> Callable[
    [Callable[Concatenate[_Subject, _Given], _Done]], Callable[Concatenate[_Subject, _Given], _Done]
]:
    """Make a write to a document or one of its items a step, in one transaction, that its person can take back."""

    def around(
        work: Callable[Concatenate[_Subject, _Given], _Done],
    ) -> Callable[Concatenate[_Subject, _Given], _Done]:
        @wraps(work)
        @transaction.atomic
        def done(subject: _Subject, /, *given: _Given.args, **more: _Given.kwargs) -> _Done:
            document, name = _meant(subject)
            with one_step(document, verb, name):
                return work(subject, *given, **more)

        return done

    return around


@contextmanager
def one_step(document: PlanVersion, verb: str, name: str = "") -> Iterator[None]:
    """Keep what the write inside changes of items, clauses and answers, so that who did it can take it back.

    Call inside the transaction of the write: writers of one document wait for each other. `verb` is a message id, `name` the item that the person meant.
    """
    PlanVersion._base_manager.select_for_update().filter(pk=document.pk).first()
    items, clauses, answers = _rows(document)
    yield
    now, clauses_now, _answers = _rows(document)
    gone = [items[pk] for pk in items.keys() - now.keys()]
    change = {
        "gone": gone,
        "changed": [(row, now[pk]["version"]) for pk, row in items.items() if pk in now and row != now[pk]],
        "created": [(pk, row["version"]) for pk, row in now.items() if pk not in items],
        "clauses": [row for pk, row in clauses.items() if row != clauses_now.get(pk)],
        "answers": [row for row in answers.values() if row["item_id"] not in now],
    }
    if not any(change.values()):
        return
    mine = ReviewStep.objects.filter(document=document, account_id=current_actor().account_id)
    ReviewStep.objects.create(
        document=document, account_id=current_actor().account_id, verb=verb, name=name, change=change
    )
    mine.filter(pk__in=list(mine.values_list("pk", flat=True)[KEPT:])).delete()


def last_step(document: PlanVersion) -> ReviewStep | None:
    """Return the step that the one who acts would take back next."""
    mine = ReviewStep.objects.filter(document=document, account_id=current_actor().account_id)
    return None if document.adopted else mine.order_by("-id").first()


@transaction.atomic
def undo_last(document: PlanVersion) -> ReviewStep:
    """Take back the last step of the one who acts: what it removed is there again, what it made is gone.

    Raises
    ------
    Conflict
        When somebody changed since what the step touched; nothing is written then.
    Refusal
        When there is no step to take back.
    """
    require(REVIEW, document.plan.organisation_id)
    if document.adopted:
        raise Conflict("planning.adopted", "“%(title)s”已被采用，不能再改；请上传修订稿", title=str(document))
    mine = ReviewStep.objects.select_for_update().filter(
        document=document, account_id=current_actor().account_id
    )
    step = mine.order_by("-id").first()
    if step is None:
        raise Refusal("planning.nothing_to_undo", "没有可以撤销的步骤")
    _check_untouched(step)
    _restore(document, step.change)
    record(
        document, gettext_noop("撤销了上一步"), before=snapshot(document),
        organisation_id=document.plan.organisation_id, note=f"{step.verb} {step.name}".strip(),
    )  # fmt: skip
    ReviewStep.objects.filter(pk=step.pk).delete()
    _tell_older(document, step.change)
    return step


def _meant(subject: PlanVersion | ReadItem) -> tuple[PlanVersion, str]:
    return (subject.document, subject.name) if isinstance(subject, ReadItem) else (subject, "")


def _rows(document: PlanVersion) -> tuple[_Rows, _Rows, _Rows]:
    items = ReadItem._base_manager.filter(document=document).values()
    clauses = PlanClause.objects.filter(document=document).values("id", "state", "reason", "confirmed")
    answers = DraftAnswer._base_manager.filter(item__document=document).values()
    # A moment as text keeps its last digits, which the encoder of the stored step would cut.
    given: _Rows = {row["id"]: {**row, "given_at": row["given_at"].isoformat()} for row in answers}
    return {row["id"]: dict(row) for row in items}, {row["id"]: dict(row) for row in clauses}, given


def _check_untouched(step: ReviewStep) -> None:
    left = dict(step.change["created"]) | {row["id"]: version for row, version in step.change["changed"]}
    standing = dict(
        ReadItem._base_manager.select_for_update().filter(pk__in=left).values_list("pk", "version")
    )
    parents = {row["parent_id"] for row in step.change["gone"] if row["parent_id"] is not None}
    parents -= {row["id"] for row in step.change["gone"]}
    if standing != left or ReadItem._base_manager.filter(pk__in=parents).count() != len(parents):
        raise Conflict(
            "planning.step_overtaken",
            "“%(name)s”在这一步之后又被修改，不能再撤销，请直接改条目",
            name=step.name,
        )


def _tell_older(document: PlanVersion, change: dict[str, Any]) -> None:
    """Let older steps know the new versions of what is again as they left it, so that they can be taken back too."""
    raised = {row["id"]: (row["version"], version + 1) for row, version in change["changed"]}
    raised |= {row["id"]: (row["version"], row["version"] + 1) for row in change["gone"]}

    def now(pk: int, left: int) -> int:
        was, is_now = raised.get(pk, (None, left))
        return is_now if was == left else left

    for step in ReviewStep.objects.filter(document=document):
        before = dict(step.change)
        step.change["created"] = [(pk, now(pk, left)) for pk, left in before["created"]]
        step.change["changed"] = [(row, now(row["id"], left)) for row, left in before["changed"]]
        step.save(update_fields=["change"])


def _restore(document: PlanVersion, change: dict[str, Any]) -> None:
    """Put back rows as they were, under their own keys; a raised version tells every screen that is still open."""
    for row, version in change["changed"]:
        _save(ReadItem, {**row, "version": version + 1})
    ReadItem._base_manager.filter(pk__in=[pk for pk, _version in change["created"]]).delete()
    for row in sorted(change["gone"], key=lambda gone: gone["parent_id"] is not None):
        _save(ReadItem, {**row, "version": row["version"] + 1})
    for row in change["answers"]:
        _save(DraftAnswer, row)
    for item in ReadItem._base_manager.filter(pk__in=[row["id"] for row in change["gone"]]):
        record(item, gettext_noop("恢复了条目"), organisation_id=document.plan.organisation_id)
    coverage.recount(document)
    before = {row["id"]: row for row in change["clauses"]}
    loose = (ClauseState.OPEN, ClauseState.NOT_LISTED, ClauseState.OUTSIDE)
    clauses = [
        clause
        for clause in PlanClause.objects.filter(pk__in=before, state__in=loose)
        if before[clause.pk]["state"] in loose
    ]
    for clause in clauses:
        was = before[clause.pk]
        clause.state, clause.reason, clause.confirmed = was["state"], was["reason"], was["confirmed"]
    PlanClause.objects.bulk_update(clauses, ["state", "reason", "confirmed"])


def _save(model: type[ReadItem | DraftAnswer], row: dict[str, Any]) -> None:
    fields = {
        field.name: row[field.attname] for field in model._meta.concrete_fields if not field.primary_key
    }
    told = {"model": model._meta.label_lower, "pk": row["id"], "fields": fields}
    for read in serializers.deserialize("python", [told]):
        read.save()
