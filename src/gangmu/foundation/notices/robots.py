r"""The message forms of the three group robots, as their makers publish them: plain JSON over HTTPS.

- 企业微信 `{"msgtype": "text", "text": {"content"}}`, at most 2048 bytes of text; answered by `errcode` 0.
- 钉钉 the same form; a signed robot wants `timestamp` (milliseconds) and `sign` in the address, the HMAC-SHA256 of
  "timestamp\nsecret" under the secret; answered by `errcode` 0.
- 飞书 `{"msg_type": "text", "content": {"text"}}`, at most 20 KB; a signed robot wants `timestamp` (seconds) and `sign` in the body,
  the HMAC-SHA256 of nothing under "timestamp\nsecret"; answered by `code` 0.

Free of Django: pure functions of their arguments.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlsplit

WECOM, DINGTALK, FEISHU = "wecom", "dingtalk", "feishu"
#: Robot → most bytes of text. That of 钉钉 is kept well below its limit of a whole request.
MOST_BYTES = {WECOM: 2048, DINGTALK: 16_000, FEISHU: 16_000}


@dataclass(frozen=True, slots=True)
class Letter:
    """What is posted: to which address, which JSON."""

    address: str
    body: dict[str, Any]


def letter(robot: str, address: str, secret: str, text: str, moment: float) -> Letter:
    """Return a text in the form of a robot.

    Parameters
    ----------
    moment
        Seconds since 1970, for the signature of a robot that has a secret.
    """
    words = shortened(text, MOST_BYTES[robot])
    if robot == FEISHU:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": words}}
        if secret:
            stamp = str(int(moment))
            body |= {"timestamp": stamp, "sign": _sign(f"{stamp}\n{secret}", "")}
        return Letter(address, body)
    body = {"msgtype": "text", "text": {"content": words}}
    if robot == DINGTALK and secret:
        stamp = str(int(moment * 1000))
        sign = quote_plus(_sign(secret, f"{stamp}\n{secret}"))
        address += f"{'&' if urlsplit(address).query else '?'}timestamp={stamp}&sign={sign}"
    return Letter(address, body)


def _sign(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many bytes, cut at a line where it must be cut."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: most - 4].decode(errors="ignore")
    return (kept.rpartition("\n")[0] or kept) + "\n…"


def accepted(robot: str, status: int, answer: bytes) -> tuple[bool, str]:
    """Return whether a robot took the message, and its words."""
    try:
        told = json.loads(answer)
    except ValueError:
        told = {}
    if status != 200 or not isinstance(told, dict):
        return False, f"HTTP {status}"
    code = told.get("code", told.get("StatusCode")) if robot == FEISHU else told.get("errcode")
    words = told.get("msg", told.get("StatusMessage", "")) if robot == FEISHU else told.get("errmsg", "")
    return code == 0, f"{code} {words}"[:300]
