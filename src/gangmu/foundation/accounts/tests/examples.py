"""Objects for the addresses of this room, for the walker of every address."""

from typing import Any

from gangmu.foundation.accounts.models import SignedInSession


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A session of one person of each county: only its owner may end it."""
    sessions = {
        whose: SignedInSession.objects.create(
            account=getattr(cast, whose).persons["小周"].account, session_key=f"another-browser-{whose}"
        )
        for whose in ("own", "foreign")
    }
    return {
        "accounts:end-session": {
            "own": {"pk": sessions["own"].pk},
            "foreign": {"pk": sessions["foreign"].pk},
            "only": "小周",
        }
    }
