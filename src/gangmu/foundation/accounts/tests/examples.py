"""Objects for the addresses of this room, for the walker of every address."""

from datetime import date
from typing import Any

from gangmu.foundation.accounts.models import AccessToken, SignedInSession


def examples(cast: Any) -> dict[str, dict[str, Any]]:
    """A session and a token of one person of each county: only their owner may end them."""
    sessions = {
        whose: SignedInSession.objects.create(
            account=getattr(cast, whose).persons["小周"].account, session_key=f"another-browser-{whose}"
        )
        for whose in ("own", "foreign")
    }
    tokens = {
        whose: AccessToken.objects.create(
            account=getattr(cast, whose).persons["小周"].account, name="统计程序", digest=f"digest-{whose}",
            ends_on=date(2099, 1, 1),
        )
        for whose in ("own", "foreign")
    }  # fmt: skip
    return {
        "accounts:token-revoke": {
            **{whose: {"pk": token.pk} for whose, token in tokens.items()},
            "only": "小周",
        },
        "accounts:token-make": {"post": {"name": "统计程序", "days": 90}},
        "accounts:end-session": {
            "own": {"pk": sessions["own"].pk},
            "foreign": {"pk": sessions["foreign"].pk},
            "only": "小周",
        },
    }
