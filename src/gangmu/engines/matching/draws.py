"""Draws that anyone can repeat: a list promised by its Merkle root, numbers that nobody could know before, SHA-256 and nothing else.

Before the draw the bureau publishes who takes part, as salted ids, and the promise: how many places, the root of the list, which public
numbers will be mixed in. Nobody can tell a child from a salted id, and everybody who holds the receipt (id and salt) finds the own.
After the numbers are known the order follows by arithmetic. Whoever changes the list, the places or the choice of numbers changes
the digest of the promise, and with it the seed. `replay_draw.py` repeats all of it and shares no code with this file.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FORMAT = "gangmu-draw-1"
#: What is printed with every promise, so that the rule is known before.
RULE = (
    "ticket = SHA-256(salt ‖ applicants of the ticket, each on a line); the list is sorted by ticket; "
    "root: Merkle tree, leaf SHA-256(0x00 ‖ 'ticket,size'), node SHA-256(0x01 ‖ left ‖ right), an odd last node goes up unchanged; "
    "seed = SHA-256 of the lines: SHA-256 of this file in hex, then NAME=VALUE for each entry of entropy in its order; "
    "order: Fisher–Yates from the last place down, each number below n is SHA-256(seed ‖ counter of 8 bytes) modulo n, and the next "
    "counter is taken where the remainder would not be fair; tickets are admitted while a place is left, the last one whole; "
    "withdrawn tickets keep their number and take no place"
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One applicant, or twins who are drawn as one.

    Parameters
    ----------
    applicants
        Ids as registered.
    salt
        Secret of the family: 16 bytes.
    """

    applicants: tuple[str, ...]
    salt: bytes

    @property
    def name(self) -> str:
        """The salted id that is published."""
        return hashlib.sha256(self.salt + "\n".join(self.applicants).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the published list: salted id and places that the ticket takes."""

    name: str
    size: int


def salted(tickets: Iterable[Sequence[str]], key: bytes | None = None) -> list[Ticket]:
    """Give each ticket its salt: from the key where one is given (whoever holds it can make the list again), else by chance."""

    def salt(ids: Sequence[str]) -> bytes:
        if key is None:
            return secrets.token_bytes(16)
        return hmac.digest(key, "\n".join(ids).encode(), "sha256")[:16]

    return [Ticket(tuple(ids), salt(ids)) for ids in tickets]


def entries_of(tickets: Iterable[Ticket]) -> list[Entry]:
    """Return the published list, sorted by salted id: its order tells nothing."""
    return sorted((Entry(each.name, len(each.applicants)) for each in tickets), key=lambda entry: entry.name)


def tree_of(entries: Sequence[Entry]) -> list[list[bytes]]:
    """Return the levels of the Merkle tree, the leaves first.

    References
    ----------
    R. C. Merkle, doi:10.1007/3-540-48184-2_32; leaves and nodes are told apart as in RFC 6962.
    """
    levels = [[hashlib.sha256(b"\0" + f"{each.name},{each.size}".encode()).digest() for each in entries]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = zip(below[::2], below[1::2], strict=False)
        above = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
        levels.append(above + below[len(below) - len(below) % 2 :])
    return levels


def proof_of(levels: Sequence[Sequence[bytes]], place: int) -> list[tuple[str, str]]:
    """Return the way from a leaf to the root: side ("left" or "right") and digest of each neighbour."""
    way = []
    for level in levels[:-1]:
        neighbour = place ^ 1
        if neighbour < len(level):
            way.append(("left" if neighbour < place else "right", level[neighbour].hex()))
        place //= 2
    return way


def leads_to(entry: Entry, way: Iterable[tuple[str, str]], root: str) -> bool:
    """Whether a way leads from an entry to the root: with it a receipt proves itself without the list."""
    digest = hashlib.sha256(b"\0" + f"{entry.name},{entry.size}".encode()).digest()
    for side, neighbour in way:
        other = bytes.fromhex(neighbour)
        digest = hashlib.sha256(b"\1" + (other + digest if side == "left" else digest + other)).digest()
    return digest.hex() == root


def seed_of(promise: bytes, values: Mapping[str, str]) -> bytes:
    """Mix the digest of the promise with the public numbers, in the order in which the promise names them."""
    lines = [hashlib.sha256(promise).hexdigest(), *(f"{name}={value}" for name, value in values.items())]
    return hashlib.sha256("\n".join(lines).encode()).digest()


class Numbers:
    """Fair whole numbers from a seed: SHA-256(seed ‖ counter), rejected where the remainder would favour small numbers."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self.counter = 0

    def below(self, bound: int) -> int:
        """Return the next number from 0 to `bound` - 1."""
        fair = 2**256 - 2**256 % bound
        while True:
            digest = hashlib.sha256(self.seed + self.counter.to_bytes(8, "big")).digest()
            self.counter += 1
            number = int.from_bytes(digest, "big")
            if number < fair:
                return number % bound


def shuffled(count: int, seed: bytes) -> list[int]:
    """Return the places 0 … `count` - 1 in drawn order.

    References
    ----------
    R. Durstenfeld, Algorithm 235: Random permutation, doi:10.1145/364520.364540.
    """
    order = list(range(count))
    numbers = Numbers(seed)
    for last in range(count - 1, 0, -1):
        other = numbers.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def outcomes(
    entries: Sequence[Entry], order: Sequence[int], places: int, withdrawn: frozenset[str]
) -> list[tuple[Entry, str]]:
    """Return each entry in drawn order with its outcome: admitted, waiting (in this order) or withdrawn."""
    found, left = [], places
    for place in order:
        entry = entries[place]
        if entry.name in withdrawn:
            found.append((entry, "withdrawn"))
        elif left > 0:
            found.append((entry, "admitted"))
            left -= entry.size
        else:
            found.append((entry, "waiting"))
    return found
