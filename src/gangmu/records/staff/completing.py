"""What follows from a staff member's row before it is written."""

from gangmu.foundation.organisations.ordering import pinyin_key
from gangmu.foundation.people.identity import told_by_id
from gangmu.records.staff.models import StaffMember


def complete_person(member: StaffMember) -> frozenset[str]:
    """Fill in how the name sounds and what stands in the citizen's number; return the names of the fields that were filled."""
    known = member.birth_date and member.sex
    birth, sex = (None, None) if known else told_by_id(member.id_number, member.id_kind)
    filled = {
        "pinyin": pinyin_key(member.name), "birth_date": member.birth_date or birth, "sex": member.sex or sex or "",
    }  # fmt: skip
    touched = {name for name, value in filled.items() if getattr(member, name) != value}
    for name in touched:
        setattr(member, name, filled[name])
    return frozenset(touched)
