"""Rules as data: in which order people stand, in which stages places are given, what a quota is and what becomes of the rest of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gangmu.engines.contract import BadInput
from gangmu.engines.matching.objects import read_object

MECHANISMS = (
    "deferred-acceptance",
    "serial-dictatorship",
    "immediate-acceptance",
    "quota-then-parallel",
    "staged",
)
#: What a stage may do. `quota` gives the seats kept for a group, `pool` what is left of them to whoever named them.
KINDS = ("deferred", "serial", "immediate", "quota", "pool")
#: The class of an applicant whom a school does not admit at all.
REFUSED = -1


@dataclass(frozen=True, slots=True)
class Key:
    """A column by which applicants are ordered."""

    column: str
    highest_first: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass over those who have no place yet.

    Parameters
    ----------
    name
        As it stands in the answer.
    kind
        One of `KINDS`.
    choices
        Name of the list of wishes: the file `choices-NAME.csv`, or `choices.csv` where empty.
    order
        Columns of `applicants.csv`, the first decides.
    together
        Admit all who equal the last one admitted (同分跟进); else equals are an error of the input.
    gates
        Least value of columns, by column.
    outside_quota
        Give only seats that no group has a quota of.
    line_of, below_line
        Admit nobody more than `below_line` under the lowest value of the first order column admitted by stage `line_of`.
    leave_out
        List of wishes whose owners take no part (公民同招: who registers with a private school holds no public place).
    last
        List of wishes whose owners come last within their class.
    """

    name: str
    kind: str
    choices: str = ""
    order: tuple[Key, ...] = ()
    together: bool = False
    gates: tuple[tuple[str, float], ...] = ()
    outside_quota: bool = False
    line_of: str = ""
    below_line: float = 0.0
    leave_out: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What `rules.json` says.

    Parameters
    ----------
    mechanism
        One of `MECHANISMS`.
    stages
        What is done, in this order.
    default_class
        Class where no file names one: a number, `REFUSED`, or absent for one behind the last class named.
    reserves_first
        Under deferred acceptance: whether the seats kept for groups are given before the open ones.
    unfilled_open
        Whether seats that a group leaves free are open to all; else they stay empty.
    unused
        Keys of the file that this mechanism does not look at.
    """

    mechanism: str
    stages: tuple[Stage, ...]
    default_class: int | None = None
    reserves_first: bool = True
    unfilled_open: bool = True
    unused: tuple[str, ...] = ()

    def columns(self) -> list[str]:
        """Return the columns of numbers that the rules ask for."""
        named = [key.column for stage in self.stages for key in stage.order]
        named += [column for stage in self.stages for column, _ in stage.gates]
        return list(dict.fromkeys(named))

    def lists(self) -> list[str]:
        """Return the lists of wishes that the rules ask for."""
        named = [name for s in self.stages for name in (s.choices, s.leave_out, s.last) if name]
        named += [""] * any(not stage.choices for stage in self.stages)
        return list(dict.fromkeys(named))


_ALLOWED = {"mechanism", "order", "equals", "default_class", "gates", "quota_when", "quota_floor", "quota_below_line", "quota_unfilled", "stages"}  # fmt: skip
#: Keys that some mechanisms alone look at.
_LOOKED_AT_BY = {
    "stages": ("staged",),
    "quota_floor": ("quota-then-parallel",),
    "quota_below_line": ("quota-then-parallel",),
    "quota_when": ("quota-then-parallel", "deferred-acceptance", "staged"),
    "quota_unfilled": ("quota-then-parallel", "deferred-acceptance", "staged"),
}
_OF_STAGE = {"name", "kind", "choices", "order", "equals", "gates", "seats", "line_of", "below_line", "leave_out", "last"}  # fmt: skip


def read_rules(path: Path, mechanism: str | None, columns: Sequence[str]) -> Rules:
    """Read `rules.json`; without the file the defaults hold.

    Parameters
    ----------
    path
        The file; may be absent.
    mechanism
        What the command line asks for; overrules the file.
    columns
        Head of `applicants.csv`, for the order that holds when none is stated: `score` and `tie…` the highest first, then
        `lottery` the lowest first.

    Raises
    ------
    BadInput
        When the file is no JSON object, a key is unknown or a value is none of those allowed.
    """
    said = read_object(path) if path.exists() else {}
    _refuse_unknown(said, _ALLOWED, path.name)
    chosen = mechanism or said.get("mechanism") or ("staged" if "stages" in said else None)
    if chosen not in MECHANISMS:
        raise BadInput(f"没有说明用哪种办法（mechanism 应为 {'、'.join(MECHANISMS)}）", path.name)
    order = _order(said.get("order") or _default_order(columns), path.name)
    plain = Stage(
        "",
        "serial",
        order=order,
        together=_together(said, path.name),
        gates=_gates(said.get("gates"), path.name),
    )
    unfilled = _one_of(said, "quota_unfilled", ("open", "pool", "empty"), path.name)
    after = _one_of(said, "quota_when", ("first", "after"), path.name) == "after"
    if chosen == "staged":
        listed = said.get("stages") or []
        if not isinstance(listed, list):
            raise BadInput("stages 应为列表", path.name)
        stages = tuple(_stage(each, plain, path.name) for each in listed)
    elif chosen == "quota-then-parallel":
        stages = _quota_then_parallel(said, plain, after, unfilled, path.name)
    else:
        kind = {
            "deferred-acceptance": "deferred",
            "serial-dictatorship": "serial",
            "immediate-acceptance": "immediate",
        }
        stages = (replace(plain, name=chosen, kind=kind[chosen]),)
    unused = tuple(sorted(key for key in said if chosen not in _LOOKED_AT_BY.get(key, (chosen,))))
    rules = Rules(chosen, stages, _default_class(said, path.name), not after, unfilled != "empty", unused)
    _check(rules, path.name)
    return rules


def _quota_then_parallel(
    said: Mapping[str, Any], plain: Stage, after: bool, unfilled: str, source: str
) -> tuple[Stage, ...]:
    """指标到校 before or after the unified line; both orders are in use, so the file says which."""
    gates = plain.gates
    if "quota_floor" in said:
        gates = (*gates, (plain.order[0].column, _number(said["quota_floor"], "quota_floor", source)))
    quota = replace(plain, name="指标到校", kind="quota", choices="quota", gates=gates)
    if "quota_below_line" in said:
        if not after:
            raise BadInput("quota_below_line 要先有统招线，只能用于 quota_when 为 after", source)
        below = _number(said["quota_below_line"], "quota_below_line", source)
        quota = replace(quota, line_of="统招", below_line=below)
    quotas: tuple[Stage, ...] = (quota,)
    if unfilled == "pool":
        quotas = (quota, replace(quota, name="指标余额", kind="pool"))
    unified = replace(plain, name="统招", outside_quota=after or unfilled == "empty")
    if not after:
        return (*quotas, unified)
    rest = () if unfilled == "empty" else (replace(unified, name="统招补录", outside_quota=False),)
    return (unified, *quotas, *rest)


def _stage(said: Any, plain: Stage, source: str) -> Stage:
    if not isinstance(said, dict) or not said.get("name") or said.get("kind") not in KINDS:
        raise BadInput(f"stages 的每一项应有 name 和 kind（{'、'.join(KINDS)}）", source)
    _refuse_unknown(said, _OF_STAGE, source)
    return replace(
        plain,
        name=str(said["name"]),
        kind=said["kind"],
        choices=str(said.get("choices", "")),
        order=_order(said["order"], source) if "order" in said else plain.order,
        together=_together(said, source) if "equals" in said else plain.together,
        gates=_gates(said["gates"], source) if "gates" in said else plain.gates,
        outside_quota=_one_of(said, "seats", ("left", "outside_quota"), source) == "outside_quota",
        line_of=str(said.get("line_of", "")),
        below_line=_number(said.get("below_line", 0), "below_line", source),
        leave_out=str(said.get("leave_out", "")),
        last=str(said.get("last", "")),
    )


def _check(rules: Rules, source: str) -> None:
    if not rules.stages:
        raise BadInput("stages 为空", source)
    seen: set[str] = set()
    given = False
    for stage in rules.stages:
        if not stage.order:
            raise BadInput("没有说明排序（order），applicants.csv 也没有 score、lottery 列", source)
        if stage.name in seen:
            raise BadInput(f"stages 中“{stage.name}”出现两次", source)
        if stage.line_of and stage.line_of not in seen:
            raise BadInput(f"“{stage.name}”所依的“{stage.line_of}”不在它之前", source)
        if stage.together and stage.kind in ("deferred", "immediate"):
            raise BadInput("同分跟进（equals 为 together）只用于按统一顺序录取的阶段", source)
        if stage.kind in ("quota", "pool") and given:
            raise BadInput(f"“{stage.name}”之前的阶段会用掉指标名额；请为其写 seats 为 outside_quota", source)
        given = given or (stage.kind not in ("quota", "pool") and not stage.outside_quota)
        seen.add(stage.name)


def _refuse_unknown(said: Mapping[str, Any], allowed: set[str], source: str) -> None:
    unknown = sorted(set(said) - allowed)
    if unknown:
        raise BadInput(f"不认识的键 {'、'.join(unknown)}；可用 {'、'.join(sorted(allowed))}", source)


def _default_order(columns: Sequence[str]) -> list[list[str]]:
    highest = [[name, "highest"] for name in columns if name == "score" or name.startswith("tie")]
    return highest + [[name, "lowest"] for name in columns if name == "lottery"]


def _order(said: Any, source: str) -> tuple[Key, ...]:
    try:
        keys = tuple(
            Key(str(column).lower(), {"highest": True, "lowest": False}[best]) for column, best in said
        )
    except (TypeError, ValueError, KeyError):
        raise BadInput('order 应形如 [["score", "highest"], ["lottery", "lowest"]]', source) from None
    return keys


def _gates(said: Any, source: str) -> tuple[tuple[str, float], ...]:
    if said is None:
        return ()
    if not isinstance(said, dict):
        raise BadInput('gates 应形如 {"score": 384}', source)
    return tuple(
        (str(column).lower(), _number(least, f"gates.{column}", source)) for column, least in said.items()
    )


def _together(said: Mapping[str, Any], source: str) -> bool:
    return _one_of(said, "equals", ("strict", "together"), source) == "together"


def _one_of(said: Mapping[str, Any], key: str, allowed: tuple[str, ...], source: str) -> str:
    value = said.get(key, allowed[0])
    if value not in allowed:
        raise BadInput(f"{key} 应为 {'、'.join(allowed)}，现为“{value}”", source)
    return str(value)


def _number(value: Any, key: str, source: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15:
        raise BadInput(f"{key} 应为数字，现为“{value}”", source)
    return float(value)


def _default_class(said: Mapping[str, Any], source: str) -> int | None:
    value = said.get("default_class")
    if value is None:
        return None
    if value == "refused":
        return REFUSED
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1_000_000_000:
        raise BadInput(f"default_class 应为不小于 0 的整数或 refused，现为“{value}”", source)
    return value
