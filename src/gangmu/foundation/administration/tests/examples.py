"""Objects for the addresses of this room, for the walker of every address."""

from typing import Any


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A person of each county's section with the account."""
    persons = {whose: getattr(cast, whose).persons["小周"] for whose in ("own", "foreign")}

    def of(kind: str, **more: Any) -> dict[str, Any]:
        pks = {w: p.pk if kind == "person" else p.account.pk for w, p in persons.items()}
        return {
            **{whose: {"pk": pks[whose], **more} for whose in ("own", "foreign")},
            "units": ("section",),
        }

    def state_of(whose: str) -> int:
        return getattr(cast, whose).section.states.get(recorded_to__isnull=True).pk

    return {
        "registers:units-detail": {
            **{whose: {"pk": state_of(whose)} for whose in ("own", "foreign")},
            "units": ("section",),
        },
        "administration:person": of("person"),
        "administration:person-act": of("person", name="role"),
        "registers:persons-detail": of("person"),
        "administration:account": of("account"),
        "administration:account-act": of("account", name="stop"),
        "registers:accounts-detail": of("account"),
    }
