"""Every write to the unit tree: found, change, move, merge, split, close, correct, moves of many, groups, imports."""

from gangmu.foundation.organisations.services.boundary import (
    Line,
    Moved,
    Reconciliation,
    change_boundary,
    reconciliation_of,
)
from gangmu.foundation.organisations.services.groups import (
    end_group,
    join_group,
    leave_group,
    make_group,
    rename_group,
)
from gangmu.foundation.organisations.services.importing import (
    COLUMNS,
    LISTS,
    ImportPlan,
    import_units,
    plan_units,
)
from gangmu.foundation.organisations.services.parameters import set_parameters
from gangmu.foundation.organisations.services.successions import (
    merge,
    split,
    split_off,
    withdraw_succession,
)
from gangmu.foundation.organisations.services.units import (
    change,
    change_details,
    close,
    correct,
    correct_date,
    correct_record,
    found,
    free_key,
    move,
    rename,
    reorder,
    withdraw_closing,
)
from gangmu.foundation.organisations.services.writing import EDIT, repeat_all_today, writing_tree

__all__ = [
    "COLUMNS", "EDIT", "ImportPlan", "LISTS", "Line", "Moved", "Reconciliation", "change", "change_boundary", "change_details", "close", "correct",
    "correct_date", "end_group", "found", "free_key", "import_units", "join_group", "leave_group", "make_group", "merge", "move", "plan_units",
    "reconciliation_of", "rename", "rename_group", "reorder", "repeat_all_today", "set_parameters", "split", "split_off", "correct_record", "withdraw_closing",
    "withdraw_succession", "writing_tree",
]  # fmt: skip
