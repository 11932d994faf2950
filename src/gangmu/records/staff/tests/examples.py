"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from gangmu.foundation.registers.declaration import register_named
from gangmu.records.staff.models import (
    Establishment,
    EstablishmentState,
    SecondPost,
    SecondPostState,
    StaffMember,
    StaffStanding,
)

SEPTEMBER = date(2026, 9, 1)


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A teacher of each county's school, who has a post beside the own one, and the school's establishment."""
    pks: dict[str, dict[str, int]] = {}
    for number, whose in enumerate(("own", "foreign")):
        school = getattr(cast, whose).school
        member = StaffMember._base_manager.create(
            organisation=school, name="教师甲", pinyin="jiaoshijia", id_kind="other", id_number=f"P100000{number}", stage="PRI",
            subject="maths", since=SEPTEMBER,
        )  # fmt: skip
        post = SecondPost._base_manager.create(
            organisation=school,
            member=member,
            kind="additional",
            stage="PRI",
            subject="science",
            since=SEPTEMBER,
        )
        whole = Establishment._base_manager.create(organisation=school, posts=40, since=SEPTEMBER)
        for name, row in (("staff", member), ("second-posts", post), ("establishments", whole)):
            register_named(name).wrote([(row, None)])
        pks[whose] = {
            "staff": member.pk,
            "second-posts": post.pk,
            "establishments": whole.pk,
            "staff-standings": StaffStanding._base_manager.get(member=member).pk,
            "second-post-states": SecondPostState._base_manager.get(post=post).pk,
            "establishment-states": EstablishmentState._base_manager.get(establishment=whole).pk,
        }

    def of(kind: str, **more: Any) -> dict[str, Any]:
        return {
            "own": {"pk": pks["own"][kind]},
            "foreign": {"pk": pks["foreign"][kind]},
            "units": ("school",),
            **more,
        }

    return {
        **{f"registers:{name}-detail": of(name) for name in pks["own"]},
        "registers:staff-reveal": of("staff", post={"reason": "核对证件"}),
        "registers:staff-readers": of("staff"),
    }
