"""Repeats a published draw with nothing but Python: python replay_draw.py FOLDER [APPLICANTS SALT]. See the printed rule."""

import csv
import json
import sys
from hashlib import sha256
from pathlib import Path


def repeat(folder: Path, receipt: list[str]) -> str:
    """Return that all fits, and where the receipt's ticket stands; end with the first thing that does not fit."""
    promise = (folder / "commitment.json").read_bytes()
    said, drawn = json.loads(promise), json.loads((folder / "draw.json").read_text("utf-8"))
    head, *lines, end = (folder / "participants.csv").read_text("utf-8").split("\n")
    tickets, sizes = [line[:64] for line in lines], [int(line[65:]) for line in lines]
    if (head, end) != ("ticket,size", "") or tickets != sorted(set(tickets)) or len(lines) != said["tickets"]:
        sys.exit("NOT OK: participants.csv is not the list that was promised: count or order differs")
    level = [sha256(b"\0" + line.encode()).digest() for line in lines]
    while len(level) > 1:
        pairs = [sha256(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
    if level[0].hex() != said["root"]:
        sys.exit("NOT OK: participants.csv was altered: entries came late, left or were changed")
    if list(drawn["values"]) != said["entropy"]:
        sys.exit("NOT OK: the public numbers are not the ones that were named before")
    mixed = [sha256(promise).hexdigest(), *(f"{name}={value}" for name, value in drawn["values"].items())]
    seed, counter, order = sha256("\n".join(mixed).encode()).digest(), 0, list(range(len(tickets)))
    for last in range(len(order) - 1, 0, -1):
        number = fair = 2**256 - 2**256 % (last + 1)
        while number >= fair:
            number = int.from_bytes(sha256(seed + counter.to_bytes(8, "big")).digest(), "big")
            counter += 1
        other = number % (last + 1)
        order[last], order[other] = order[other], order[last]
    head, *left = (folder / "withdrawn.csv").read_text("utf-8").split()
    if (drawn["commitment"], drawn["seed"]) != (mixed[0], seed.hex()):
        sys.exit("NOT OK: draw.json names another promise, or another seed than the public numbers give")
    if head != "ticket" or not (gone := set(left)) <= set(tickets):
        sys.exit("NOT OK: withdrawn.csv names a ticket that was never promised")
    expected, seats = [["number", "ticket", "size", "outcome"]], said["places"]
    for number, place in enumerate(order, 1):
        outcome = "withdrawn" if tickets[place] in gone else "admitted" if seats > 0 else "waiting"
        seats -= sizes[place] if outcome == "admitted" else 0
        expected.append([str(number), tickets[place], str(sizes[place]), outcome])
    with (folder / "result.csv").open(encoding="utf-8", newline="") as file:
        if list(csv.reader(file)) != expected:
            sys.exit("NOT OK: result.csv is not what the promise and the public numbers give")
    words = f"OK: {len(tickets)} tickets, promise {mixed[0]}, root {said['root']}, seed {seed.hex()}"
    if receipt:
        mine = sha256(bytes.fromhex(receipt[1]) + "\n".join(receipt[0].split()).encode()).hexdigest()
        found = [f"{row[0]}: {row[3]}" for row in expected if row[1] == mine]
        words += (
            f"; your ticket has number {found[0]}" if found else sys.exit("NOT OK: you are not on the list")
        )
    return words + "\n"


if __name__ == "__main__":
    sys.stdout.write(repeat(Path(sys.argv[1]), sys.argv[2:4]))
