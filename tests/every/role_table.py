"""Who may do what, written by hand and apart from the rooms' permissions: the walker expects what stands here.

When the two differ one of them is wrong. Read the line, decide which, and change that one.
"""

from gangmu.foundation.access.roles import Role

D, L, OH, O = Role.DIRECTOR, Role.LEADER, Role.OFFICE_HEAD, Role.OFFICE  # noqa: E741
SH, SC, H, C = Role.SECTION_HEAD, Role.SECTION_CLERK, Role.SCHOOL_HEAD, Role.SCHOOL_CLERK
SUP, T, AU, AD = Role.SUPERINTENDENT, Role.TEACHER, Role.AUDITOR, Role.ADMINISTRATOR

#: Permission → (roles, whether it also covers the units above the role's own, up to its bureau).
TABLE: dict[str, tuple[set[Role], bool]] = {
    "accounts.account:edit": ({AD}, False),
    "administration.audit:view": ({AU, AD}, False),
    "calendars.day:edit": ({OH, O, AD}, False),
    "calendars.day:view": ({D, L, OH, O, SH, SC, H, C, SUP, T, AU, AD}, False),
    "checks.dispute:settle": ({OH, O, SH, SC}, False),
    "checks.round:edit": ({OH, O}, False),
    "checks.sheet:confirm": ({H}, False),
    "checks.sheet:judge": ({H, C}, False),
    "checks.sheet:view": ({D, L, OH, O, SH, SC, H, C, AU}, False),
    "files.attachment:view": ({D, L, OH, O, SH, SC, H, C, AU}, True),
    "ledger.light:override": ({D, L, OH}, False),
    "ledger.rule:edit": ({OH}, False),
    "jobs.job:edit": ({D, L, OH, O, SH, SC, H, C, AD}, False),
    "jobs.job:view": ({D, L, OH, O, SH, SC, H, C, AU, AD}, False),
    "jobs.schedule:edit": ({OH, AD}, False),
    "ledger.paper:decide": ({D, L}, False),
    "ledger.paper:edit": ({OH, O, SH, SC}, False),
    "ledger.paper:handle": ({D, L, OH, O, SH, SC}, False),
    "ledger.paper:issue": ({OH, O}, False),
    "ledger.paper:propose": ({D, L, OH, O}, False),
    "ledger.paper:view": ({D, L, OH, O, SH, SC, H, C, AU}, False),
    "ledger.task:advance": ({D, L, OH, O, SH, SC, H, C}, False),
    "ledger.task:check": ({D, L, OH, O}, False),
    "ledger.task:decide": ({D, L}, False),
    "ledger.task:edit": ({OH, O}, False),
    "ledger.task:sign": ({OH, SH, H}, False),
    "ledger.task:view": ({D, L, OH, O, SH, SC, H, C, SUP, AU}, False),
    "notices.webhook:edit": ({AD}, False),
    "organisations.unit:edit": ({OH, O, AD}, False),
    "organisations.unit:view": ({D, L, OH, O, SH, SC, H, C, SUP, T, AU, AD}, True),
    "people.keeper:edit": ({AD}, False),
    "people.person:edit": ({OH, AD}, False),
    "people.person:view": ({D, L, OH, O, SH, H, AU, AD}, False),
    "places.place:edit": ({OH, O, SH, SC}, False),
    "places.place:view": ({D, L, OH, O, SH, SC, AU}, False),
    "planning.draft:answer": ({SH, SC}, False),
    "planning.plan:adopt": ({OH}, False),
    "planning.plan:review": ({OH, O}, False),
    "planning.plan:view": ({D, L, OH, O, SH, SC, AU}, True),
    "planning.publicity:edit": ({OH, O, SH, SC, H, C}, False),
    "planning.publicity:view": ({D, L, OH, O, SH, SC, H, C, AU}, False),
    "planning.work:edit": ({OH, O, SH, SC, H, C}, False),
    "planning.work:view": ({D, L, OH, O, SH, SC, H, C, SUP, AU}, False),
    "premises.condition:edit": ({OH, O, SH, SC, H, C}, False),
    "premises.condition:view": ({D, L, OH, O, SH, SC, H, C, SUP, AU}, False),
    "premises.equipment:edit": ({SH, SC, H, C}, False),
    "premises.equipment:view": ({D, L, OH, O, SH, SC, H, C, SUP, AU}, False),
    "premises.room:edit": ({SH, SC, H, C}, False),
    "premises.room:view": ({D, L, OH, O, SH, SC, H, C, SUP, AU}, False),
    "premises.seat:edit": ({OH, O, SH, SC}, False),
    "premises.seat:view": ({D, L, OH, O, SH, SC, H, C, SUP, AU}, False),
    "rolls.class:edit": ({SH, SC, H, C}, False),
    "rolls.class:view": ({D, L, OH, O, SH, SC, H, C, SUP, AU}, False),
    "rolls.identity:reveal": ({SH, SC, H, C}, False),
    "rolls.identity:view": ({SH, SC, H, C, AU}, False),
    "rolls.pupil:edit": ({SH, SC, H, C}, False),
    "rolls.pupil:view": ({D, L, OH, O, SH, SC, H, C, AU}, False),
    "rolls.reading:view": ({AU}, False),
    "staff.establishment:edit": ({OH, O, SH, SC}, False),
    "staff.establishment:view": ({D, L, OH, O, SH, SC, H, C, AU}, False),
    "staff.identity:reveal": ({SH, SC, H, C}, False),
    "staff.identity:view": ({SH, SC, H, C, AU}, False),
    "staff.member:edit": ({SH, SC, H, C}, False),
    "staff.member:view": ({D, L, OH, O, SH, SC, H, C, AU}, False),
    "staff.reading:view": ({AU}, False),
    "targets.light:override": ({D, L, OH}, False),
    "targets.target:edit": ({OH, O}, False),
    "targets.target:report": ({OH, O, SH, SC}, True),
    "targets.target:view": ({D, L, OH, O, SH, SC, H, C, SUP, AU}, True),
}

_ALL = frozenset(
    {"bureau", "section", "other_section", "kindergarten_section", "township", "school", "kindergarten"}
)
#: Person of the cast → (units of the own county that the role reaches, those above them up to the bureau).
UNITS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    **dict.fromkeys(("王局长", "李副局长", "张主任", "小陈", "卫审计", "蒋管理"), (_ALL, frozenset())),
    **dict.fromkeys(("刘科长", "小周"), (frozenset({"section"}), frozenset({"bureau"}))),
    "小苏": (frozenset({"kindergarten_section", "kindergarten"}), frozenset({"bureau"})),
    **dict.fromkeys(("吴校长", "小郑", "褚老师"), (frozenset({"school"}), frozenset({"township", "bureau"}))),
    "小钱": (frozenset({"township", "school", "kindergarten"}), frozenset({"bureau"})),
    "冯督学": (frozenset({"section", "school"}), frozenset({"bureau"})),
}
