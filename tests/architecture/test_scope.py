"""What belongs to a unit is scoped; what passes the scope stands here with its reason; what is written is audited."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from gangmu.foundation.access.scope import ScopedModel
from gangmu.foundation.organisations.models import Organisation

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "gangmu"

#: Models that belong to a unit, or to something scoped, without being scoped themselves; a stale entry fails.
NOT_SCOPED = {
    "accounts.Account": "signing in finds an account before anybody acts; lists ask `accounts.selectors.accounts`, which is scoped",
    "audit.AuditEntry": "stands below access; `audit.selectors.entries` takes the units of the reader",
    "calendars.DayRule": "the calendar of a bureau is known to everybody in it; writes ask for the bureau",
    "calendars.Term": "the calendar of a bureau is known to everybody in it; writes ask for the bureau",
    "jobs.JobPulse": "read through its job, which is scoped",
    "jobs.JobStep": "read through its job, which is scoped",
    "ledger.Milestone": "read through its task, which is scoped",
    "ledger.PaperStep": "read through its paper, which is scoped",
    "ledger.PaperUnit": "read through its paper, which is scoped",
    "ledger.Proof": "read through its completion, which is scoped",
    "ledger.TaskSource": "read through its task, which is scoped",
    "ledger.TaskUnit": "read through its task, which is scoped",
    "organisations.BoundaryChange": "units are what scopes are made of; pages ask `organisations.visibility`",
    "organisations.CountyParameters": "units are what scopes are made of; a parameter holds for all below",
    "organisations.Group": "units are what scopes are made of; pages ask `organisations.visibility`",
    "organisations.GroupMembership": "units are what scopes are made of",
    "organisations.Organisation": "units are what scopes are made of; names are no secret inside a city",
    "organisations.OrganisationState": "units are what scopes are made of; pages ask `organisations.visibility`",
    "organisations.Succession": "units are what scopes are made of",
    "planning.PlanClause": "read through its version, which is scoped",
    "planning.ReviewStep": "read through its version, which is scoped, and by its own person alone",
    "planning.SectionDuty": "which section does what is printed in the bureau's own regulations; proposed to the office",
    "registers.SavedView": "holds conditions of a list, no rows; `registers.selectors.views_of` asks for owner and unit",
    "targets.TargetValue": "read through its target, which is scoped",
}
#: File → how often it steps out of every scope (`unscoped`), and why.
UNSCOPED = {
    "records/checks/counting.py": (
        1,
        "a school's figures are the same for every reader of its sheet; its rows open inside the reader's scope",
    ),
    "datacentre/targets/by_hand.py": (1, "whether a bureau keeps a register is the same for every reader"),
    "datacentre/targets/figures.py": (
        1,
        "a unit's figure is the same for every reader; its rows open inside the reader's scope",
    ),
    "records/premises/selectors.py": (
        1,
        "which part of a school's rooms serves a stage is the same for every reader; no class is named",
    ),
}
#: Files that read past the scope by `_base_manager` though they are no services, with the reason.
PAST_THE_SCOPE = {
    "procedures/ledger/demo.py": "builds the demo county as the system",
    "procedures/ledger/year_end.py": "reports and requests of tasks that the caller found inside the scope",
    "procedures/ledger/jobs.py": "which bureaus have tasks, asked by the clock of the worker",
    "procedures/ledger/reminding.py": "the ladder runs over a bureau's tasks as the system; pages ask the scoped ones",
    "foundation/people/leading.py": "the services of who answers for which section; each asks `require` first",
    "applications/planning/coverage.py": "items of a version that the caller found inside the scope",
    "applications/planning/demo.py": "builds the demo county as the system",
    "applications/planning/selectors.py": "items of a version that the caller found inside the scope",
    "datacentre/targets/registers.py": "a target's light is the same for every reader of the target",
    "datacentre/targets/selectors.py": "a target's light is the same for every reader of the target",
    "foundation/access/scope.py": "the scope itself",
    "foundation/administration/backup.py": "a backup holds every row, whosever it is",
    "foundation/files/leftovers.py": "whether anybody's record names the bytes; nothing of the record is read",
    "foundation/administration/stored_rows.py": "a backup holds every row, whosever it is",
    "foundation/administration/upgrading.py": "looks whether any job is at work, before anybody acts",
    "foundation/administration/demo.py": "builds the demo county as the system",
    "records/places/demo.py": "builds the demo county as the system",
    "records/premises/demo.py": "builds the demo county as the system",
    "records/rolls/promotions.py": "where pupils of a class that was found inside the scope now stand; another school is not named",
    "records/rolls/demo.py": "builds the demo county as the system",
    "records/staff/demo.py": "builds the demo county as the system",
    "records/staff/selectors.py": "who knows the whole number of a document may name its owner, and is shown nothing of the record",
    "foundation/accounts/restoring.py": "the command on the server finds administrators before anybody acts",
    "foundation/administration/steps.py": "counts of sections inside the reach of who keeps the accounts",
    "foundation/administration/registers.py": "the roles of today beside persons found inside the scope",
    "foundation/calendars/views.py": "units are not scoped; narrowed to the reader's reach by hand",
    "foundation/jobs/clockwork.py": "clears old history of every unit, as the system",
    "foundation/jobs/execution.py": "takes a job by its number, before it is known as whom it runs",
    "foundation/jobs/running.py": "holds the job in hand by its number",
    "foundation/kernel/two_times.py": "the base of rows with two times knows no scope",
    "procedures/ledger/grid.py": "reports and targets of tasks that were found inside the scope",
    "procedures/ledger/papers.py": "how many papers a bureau has issued is told to its office as numbers, not as papers",
    "procedures/ledger/sheet_tables.py": "reports, leaders and layouts of tasks that were found inside the scope",
    "procedures/ledger/sheets.py": "a returned row belongs to a task that its unit leads; the service asks for the permission",
    "procedures/ledger/rounds.py": "when a bureau wants its reports is known to everybody who reports",
    "procedures/ledger/thresholds.py": "where a bureau draws its thresholds is known to everybody who sees a light",
    "procedures/ledger/standing.py": "what sets the lights of tasks that were found inside the scope",
    "foundation/registers/importing/preview.py": "names of what rows of a table point at: each was found by the name or number that the table itself tells",
    "foundation/registers/importing/plan.py": "rows that a table names, wherever they belong: one outside the reach is refused, and nothing of it is told",
    "foundation/registers/dated.py": "states that go with a row entered by mistake: those of other units stay and are only counted",
    "records/rolls/registers/pupils.py": "what goes with a pupil entered by mistake: what other schools hold stays and is only counted",
    "foundation/sealing/rows.py": "a key is changed for every sealed row, whosever it is",
    "foundation/notices/jobs.py": "sends a message by its number, as the system",
    "foundation/notices/selectors.py": "one's own notices, by one's own persons",
    "foundation/people/selectors.py": "roles say how far somebody reaches: they are read before there is a scope",
}
#: Services that write without an audit entry of their own, with the reason.
NOT_AUDITED = {
    "foundation/accounts:see_session": "when a session was last used is no act of a person",
    "foundation/accounts:see_token": "when a token was used last; what is done with it is audited",
    "foundation/accounts:end_session": "part of acts that are audited, or of a session that ran out",
    "foundation/accounts:end_sessions": "part of acts that are audited",
    "foundation/accounts:look": "when somebody last looked at the own page is no act of a person",
    "applications/planning:one_step": "keeps what the audited act around it changed",
    "applications/planning:undoable": "keeps what the audited act around it changed",
    "foundation/sealing:rotate_keys": "every value stays what it is; only the key under which it lies is another",
    "foundation/files:reseal_attachment": "the bytes stay what they are; only the key under which they lie is another",
    "foundation/registers:keep_states": "the row whose states are kept is audited by who wrote it",
    **dict.fromkeys(
        ("foundation/registers:queue_check", "foundation/registers:queue_write"),
        "the job that is queued is audited, and so is what it writes",
    ),
    "foundation/registers:check_queued": "keeps what a check found; nothing of the register changes",
    "foundation/registers:choose_columns": "how somebody likes to see a list is no act upon the bureau's records",
    **dict.fromkeys(
        (
            "procedures/ledger:forget_lights",
            "procedures/ledger:forget_lights_of",
            "procedures/ledger:show_lights",
        ),
        "a copy of lights for lists, worked out from what is audited",
    ),
    **dict.fromkeys(
        ("procedures/ledger:write_draft", "procedures/ledger:address", "procedures/ledger:begin_steps"),
        "parts of acts on a paper that ask for the permission and are audited as one",
    ),
    "procedures/ledger:recount_steps": "part of acts that are audited: the days hang on the task's own",
    "foundation/notices:mark_read": "that somebody has read a notice is nobody's business but their own",
    "foundation/notices:tell": "a notice tells of an act that is audited itself",
    "foundation/notices:tell_others": "a notice tells of an act that is audited itself",
    "foundation/organisations:repeat_all_today": "repeats on the unit what its audited states say of today",
    "foundation/organisations:repeat_today": "repeats on the unit what its audited states say of today",
    "foundation/organisations:writing_tree": "the mark that a write happened; the write inside is audited",
}
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
}
WRITES |= {
    "insert_rows",
    "update_rows",
    "set_state",
    "change_state",
    "end_state",
    "open_states",
    "set_states",
    "end_states",
}
RECORDS = {"record", "record_many", "record_told", "record_rows"}


def product_files() -> list[Path]:
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.relative_to(SOURCE).parts)
    ]


def belongs_to_a_unit(model: type[models.Model]) -> bool:
    for field in model._meta.concrete_fields:
        target = field.related_model
        if field.attname == "organisation_id" or target is Organisation:
            return True
        if isinstance(target, type) and issubclass(target, ScopedModel):
            return True
    return model is Organisation


def test_what_belongs_to_a_unit_is_scoped_or_says_why_not() -> None:
    bare = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("gangmu.")
        and belongs_to_a_unit(model)
        and not issubclass(model, ScopedModel)
    }
    assert bare == set(NOT_SCOPED), f"without a reason, or a reason without need: {bare ^ set(NOT_SCOPED)}"


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, ScopedModel)], ids=lambda m: m._meta.label
)
def test_the_ways_of_a_scoped_model_lead_to_units(model: type[ScopedModel]) -> None:
    assert model.scope_paths
    for path in model.scope_paths:
        here: type[models.Model] = model
        *steps, last = path.split("__")
        for step in steps:
            target = here._meta.get_field(step).related_model
            assert isinstance(target, type), f"{path} of {model._meta.label} leads nowhere"
            here = target
        ends = {field.attname: field for field in here._meta.concrete_fields}
        assert ends[last].related_model is Organisation, f"{path} of {model._meta.label} ends at no unit"
    assert model._default_manager.__class__.__name__ == "ScopedManager"


def test_stepping_out_of_every_scope_is_counted_and_has_a_reason() -> None:
    found: Counter[str] = Counter()
    for path in product_files():
        name = str(path.relative_to(SOURCE))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "unscoped":
                found[name] += 1
                assert isinstance(node.args[0], ast.Constant) and len(node.args[0].value) > 20, name
    assert dict(found) == {name: count for name, (count, _reason) in UNSCOPED.items()}


def test_reading_past_the_scope_has_a_reason() -> None:
    past = {
        str(path.relative_to(SOURCE))
        for path in product_files()
        if "services" not in (path.stem, path.parent.name)
        and re.search(r"\b_base_manager\b", path.read_text(encoding="utf-8"))
    }
    assert past == set(PAST_THE_SCOPE), (
        f"without a reason, or a reason without need: {past ^ set(PAST_THE_SCOPE)}"
    )


Told = tuple[bool, bool, set[str]]


def functions_of_services() -> dict[str, dict[str, Told]]:
    """Room → function → (whether it writes, whether it records, which names it calls)."""
    found: dict[str, dict[str, Told]] = {}
    for path in product_files():
        if "services" not in (path.stem, path.parent.name) or "foundation/audit" in str(path):
            continue
        room = path.parent if path.stem == "services" else path.parent.parent
        functions = found.setdefault(str(room.relative_to(SOURCE)), {})
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                calls = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
                methods = {func.attr for func in calls if isinstance(func, ast.Attribute) and _of_rows(func)}
                names = {func.id for func in calls if isinstance(func, ast.Name)}
                told = (bool(methods & WRITES), bool(names & RECORDS), names)
                held = functions.get(node.name, (False, False, set()))
                functions[node.name] = (told[0] or held[0], told[1] or held[1], told[2] | held[2])
    return found


def _of_rows(func: ast.Attribute) -> bool:
    """Whether a method is one of rows: sets and dicts have an `update` too."""
    if func.attr != "update":
        return True
    inner = ast.unparse(func.value)
    return any(word in inner for word in ("objects", "_manager", ".filter(", "rows"))


def closure(functions: dict[str, Told], name: str) -> tuple[bool, bool]:
    """Return whether a function writes and whether it records, itself or by what it calls in its room."""
    seen, waiting = set(), [name]
    writes = records = False
    while waiting:
        here = waiting.pop()
        if here in seen or here not in functions:
            continue
        seen.add(here)
        w, r, calls = functions[here]
        writes, records = writes or w, records or r
        waiting += calls
    return writes, records


def test_every_service_that_writes_is_audited() -> None:
    silent = set()
    for room, functions in functions_of_services().items():
        for name in functions:
            if not name.startswith("_"):
                writes, records = closure(functions, name)
                if writes and not records:
                    silent.add(f"{room}:{name}")
    assert silent == set(NOT_AUDITED), (
        f"without a reason, or a reason without need: {silent ^ set(NOT_AUDITED)}"
    )


def test_a_service_that_forgets_the_audit_would_be_noticed() -> None:
    heard = {"act": (True, False, {"_tell"}), "_tell": (False, True, set())}
    assert closure(heard, "act") == (True, True)
    assert closure({**heard, "_tell": (False, False, set())}, "act") == (True, False)
