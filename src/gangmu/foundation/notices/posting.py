"""Posting to an address that a person typed: never into the bureau's own network unless the administrator says so.

The name is resolved once, every address it has is judged, and the connection goes to one of those very addresses; so a name that
answers differently the second time gains nothing. Redirects are not followed, proxies of the environment are not asked.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

from gangmu.foundation.kernel.errors import Refusal

#: Seconds to wait for a robot, and most bytes read of its answer.
PATIENCE, MOST_ANSWER = 10, 64 * 1024


class NotReached(ConnectionError):
    """Nobody was reached; nothing left this machine."""


class _Pinned(http.client.HTTPSConnection):
    """A connection to an address that was judged, with the certificate of the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=PATIENCE, context=ssl.create_default_context())
        self._address = address

    def connect(self) -> None:
        """Connect to the judged address."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def checked_address(address: str, *, private: bool = False) -> tuple[str, int, str]:
    """Return host, port and the network address to which a message may be posted.

    Parameters
    ----------
    private
        Whether the administrator allows addresses of the bureau's own network, and plain HTTP to them.

    Raises
    ------
    Refusal
        When it is no HTTPS address, its name has no address, or one of them is private, loopback, link-local or reserved.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    schemes = ("https", "http") if private else ("https",)
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password:
        raise Refusal("notices.address", "外发地址应是以 https:// 开头的完整网址")
    port = port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refusal(
            "notices.unknown_host", "找不到“%(host)s”这个主机，请检查外发地址", host=parts.hostname
        ) from None
    there = [str(entry[4][0]) for entry in found]
    if not private and not all(_is_public(one) for one in there):
        raise Refusal(
            "notices.private",
            "“%(host)s”指向内部网络，已拒绝；确需使用内网地址的，请系统管理员设置 WEBHOOK_PRIVATE=1",
            host=parts.hostname,
        )
    return parts.hostname, port, there[0]


def _is_public(address: str) -> bool:
    told = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(told, ipaddress.IPv6Address):
        inner = told.ipv4_mapped or told.sixtofour or (told.teredo[1] if told.teredo else None)
        # 64:ff9b::/96 carries an IPv4 address in its last four bytes.
        if told in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(told.packed[-4:])
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return told.is_global and not told.is_multicast


def post(address: str, body: dict[str, Any], *, private: bool = False) -> tuple[int, bytes]:
    """Post JSON and return status and answer.

    Raises
    ------
    Refusal
        When the address may not be posted to.
    NotReached
        When nobody was reached: nothing was sent, it may be tried again.
    OSError
        When it was sent and no answer came: nobody knows whether it arrived.
    """
    host, port, there = checked_address(address, private=private)
    parts = urlsplit(address)
    line: http.client.HTTPConnection
    if parts.scheme == "https":
        line = _Pinned(host, port, there)
    else:
        line = http.client.HTTPConnection(there, port, timeout=PATIENCE)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    data = json.dumps(body, ensure_ascii=False).encode()
    named = parts.netloc.rpartition("@")[2]
    try:
        line.connect()
    except OSError as error:
        raise NotReached(str(error)) from error
    try:
        line.request("POST", path, data, {"Content-Type": "application/json; charset=utf-8", "Host": named})
        answer = line.getresponse()
        return answer.status, answer.read(MOST_ANSWER)
    except http.client.HTTPException as error:
        raise ConnectionError(str(error)) from error
    finally:
        line.close()
