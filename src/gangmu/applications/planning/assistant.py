"""An optional language model that proposes; off unless a bureau names an endpoint, never needed, never believed unasked.

The endpoint speaks the widespread chat-completions form. Only clauses that the reader left open are sent; what comes back is
checked to be about those clauses, marked as proposed by the assistant, and counts for nothing until a person confirms it.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gangmu.foundation.kernel.errors import Refusal

#: Most clauses that one request carries, and seconds that it may take.
MOST, SECONDS = 60, 60
INSTRUCTION = (
    "下面是一份教育局工作要点中尚未归类的分句，每行以编号开头。对每一句判断它是不是一项具体举措。"
    '只回答 JSON 数组,元素形如 {"number": 1, "is_action": true},不要其他文字。'
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the assistant says of a clause, by its place in the list that was sent."""

    number: int
    is_action: bool


class Assistant(Protocol):
    """Anything that can propose what open clauses are."""

    def suggest(self, clauses: Sequence[str]) -> list[Suggestion]:
        """Say which clauses are named actions."""


@dataclass(frozen=True, slots=True)
class ChatAssistant:
    """An assistant behind an endpoint of the chat-completions form."""

    address: str
    model: str
    key: str = ""

    def suggest(self, clauses: Sequence[str]) -> list[Suggestion]:
        """Ask the endpoint.

        Raises
        ------
        Refusal
            When it cannot be reached or answers something else than was asked; nothing is changed then.
        """
        lines = "\n".join(f"{number} {words}" for number, words in enumerate(clauses[:MOST]))
        body = {
            "model": self.model,
            "temperature": 0,
            "messages": [{"role": "system", "content": INSTRUCTION}, {"role": "user", "content": lines}],
        }
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self.key}"} if self.key else {}
        )
        request = urllib.request.Request(  # noqa: S310 - the address is the administrator's, http or https only
            self.address, json.dumps(body).encode("utf-8"), headers
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                told = json.loads(answer.read(1_000_000))["choices"][0]["message"]["content"]
            return _suggestions(told, len(clauses[:MOST]))
        except (OSError, urllib.error.URLError, ValueError, KeyError, IndexError, TypeError) as error:
            raise Refusal(
                "planning.assistant", "助手没有给出可用的建议，请稍后再试，或直接人工核对"
            ) from error


def configured(address: str, model: str, key: str) -> Assistant | None:
    """Return the assistant that the settings name; none when they name none."""
    if not address.startswith(("http://", "https://")):
        return None
    return ChatAssistant(address, model, key)


def _suggestions(told: str, count: int) -> list[Suggestion]:
    start, end = told.index("["), told.rindex("]") + 1
    rows = json.loads(told[start:end])
    found = [Suggestion(int(row["number"]), bool(row["is_action"])) for row in rows]
    return [suggestion for suggestion in found if 0 <= suggestion.number < count]
