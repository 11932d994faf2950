"""The folder of a draw: `public` is published, `private` never leaves the bureau; writes both, and finds what was altered."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gangmu.engines.contract import BadInput
from gangmu.engines.matching.draw_tables import read_rows, write_rows
from gangmu.engines.matching.draws import (
    FORMAT,
    RULE,
    Entry,
    Ticket,
    entries_of,
    leads_to,
    outcomes,
    proof_of,
    salted,
    seed_of,
    shuffled,
    tree_of,
)
from gangmu.engines.matching.objects import read_object

_SCRIPT = "replay_draw.py"
#: More places than this is a slip of the keyboard.
MOST_PLACES = 10_000_000


def commit(
    tickets: Sequence[Sequence[str]],
    places: int,
    entropy: Sequence[str],
    folder: Path,
    title: str = "",
    key: bytes | None = None,
) -> dict[str, Any]:
    """Promise a list: write what is published and the receipts that are not.

    Parameters
    ----------
    tickets
        Ids by ticket.
    places
        Seats to be drawn.
    entropy
        Names of public numbers of a later day, in the order in which they are mixed.
    folder
        Where `public` and `private` are made; a promise that lies there is never overwritten.
    title
        Of the draw, as published.
    key
        Secret from which salts are made; by chance where absent.

    Raises
    ------
    BadInput
        When the list is empty, places are not positive, a name of a number cannot be told apart, or a promise lies there already.
    """
    _check_promise(tickets, places, entropy, folder)
    known = salted(tickets, key)
    entries = entries_of(known)
    levels = tree_of(entries)
    script = resources.files("gangmu.engines.matching").joinpath(_SCRIPT).read_text(encoding="utf-8")
    public, private = folder / "public", folder / "private"
    public.mkdir(parents=True, exist_ok=True)
    private.mkdir(mode=0o700, exist_ok=True)
    write_rows(public / "participants.csv", ("ticket", "size"), ((each.name, each.size) for each in entries))
    promise = {
        "format": FORMAT,
        "title": title,
        "places": places,
        "tickets": len(entries),
        "applicants": sum(each.size for each in entries),
        "root": levels[-1][0].hex(),
        "entropy": list(entropy),
        "rule": RULE,
        "script": hashlib.sha256(script.encode()).hexdigest(),
        "program": version("gangmu"),
    }
    text = json.dumps(promise, ensure_ascii=False, indent=1) + "\n"
    place = {each.name: number for number, each in enumerate(entries)}
    receipts = [
        (
            " ".join(ticket.applicants),
            ticket.salt.hex(),
            ticket.name,
            " ".join(f"{side}:{digest}" for side, digest in proof_of(levels, place[ticket.name])),
        )
        for ticket in known
    ]
    write_rows(private / "receipts.csv", ("applicants", "salt", "ticket", "proof"), receipts)
    (public / _SCRIPT).write_text(script, encoding="utf-8", newline="\n")
    # Last: with it the promise stands and is never made again, so that nothing may be missing beside it.
    (public / "commitment.json").write_text(text, encoding="utf-8", newline="\n")
    return {**promise, "commitment": hashlib.sha256(text.encode()).hexdigest()}


def draw(folder: Path, values: Mapping[str, str], withdrawn: Iterable[str] = ()) -> dict[str, Any]:
    """Draw with the public numbers, and write the result.

    Parameters
    ----------
    folder
        Where the promise lies.
    values
        Each public number by its name.
    withdrawn
        Ids of applicants, or salted ids, who gave up before the draw.

    Raises
    ------
    BadInput
        When the list is not the promised one, a number is missing or too many, somebody withdrawn was never on the list, or the
        promise was already drawn with other numbers.
    """
    public = folder / "public"
    promise, said = _promise(public)
    entries = _entries(public / "participants.csv")
    faults = _against_promise(entries, said)
    if faults:
        raise BadInput(faults[0], "participants.csv")
    for name in values:
        if name not in said["entropy"]:
            raise BadInput(f"承诺中没有“{name}”；应为 {'、'.join(said['entropy'])}")
    missing = [name for name in said["entropy"] if not values.get(name, "").strip()]
    if missing:
        raise BadInput(f"缺少公开数：{'、'.join(missing)}")
    mixed = {name: values[name].strip() for name in said["entropy"]}
    if any("\n" in value for value in mixed.values()):
        raise BadInput("公开数不能换行")
    receipts = _receipts(folder / "private" / "receipts.csv")
    left = frozenset(_names_of(withdrawn, receipts, {each.name for each in entries}))
    _refuse_again(public, mixed, left)
    seed = seed_of(promise, mixed)
    result = outcomes(entries, shuffled(len(entries), seed), said["places"], left)
    write_rows(public / "withdrawn.csv", ("ticket",), ((name,) for name in sorted(left)))
    rows = [(number, entry.name, entry.size, outcome) for number, (entry, outcome) in enumerate(result, 1)]
    write_rows(public / "result.csv", ("number", "ticket", "size", "outcome"), rows)
    drawn = {"commitment": hashlib.sha256(promise).hexdigest(), "values": mixed, "seed": seed.hex()}
    (public / "draw.json").write_text(
        json.dumps(drawn, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    number_of = {name: number for number, name, _, _ in rows}
    numbers = [(who, number_of[each.name]) for each in receipts for who in each.applicants]
    if numbers:
        write_rows(folder / "private" / "lottery.csv", ("applicant", "lottery"), numbers)
    return {
        **drawn,
        **{each: sum(row[3] == each for row in rows) for each in ("admitted", "waiting", "withdrawn")},
    }


def _refuse_again(public: Path, values: Mapping[str, str], left: frozenset[str]) -> None:
    """Refuse to draw a promise again with other numbers: nobody may draw until the result pleases. More may withdraw, none come back."""
    if not (public / "draw.json").exists():
        return
    before = frozenset(row[0] for row in read_rows(public / "withdrawn.csv", ["ticket"]))
    if read_object(public / "draw.json").get("values") != dict(values):
        raise BadInput("这份承诺已用别的公开数抽过签，不能重抽；确需重来，另作承诺并公布原因", "draw.json")
    if not before <= left:
        raise BadInput(f"{min(before - left)} 已退出，退出名单只能增加", "withdrawn.csv")


def find_faults(public: Path, published: Path | None = None) -> list[str]:
    """Return what in a published draw is not as it was promised, each as a sentence; nothing when all of it is.

    Parameters
    ----------
    public
        The published folder, drawn or only promised.
    published
        A copy of `participants.csv` kept since the promise: with it each altered entry is named.
    """
    promise, said = _promise(public)
    entries = _entries(public / "participants.csv")
    faults = _against_promise(entries, said) + _against_script(public / _SCRIPT, said)
    if published is not None:
        faults += _against_copy(entries, _entries(published))
    if not (public / "draw.json").exists():
        return faults
    drawn = read_object(public / "draw.json")
    values = drawn.get("values")
    if not isinstance(values, dict) or list(values) != said["entropy"]:
        return [*faults, "公开数与事先说明的不是同一些，或次序不同"]
    if drawn.get("commitment") != hashlib.sha256(promise).hexdigest():
        faults.append("commitment.json 已不是抽签时的承诺")
    seed = seed_of(promise, {name: str(value) for name, value in values.items()})
    if drawn.get("seed") != seed.hex():
        faults.append("种子不是承诺与公开数算出的种子")
    left = frozenset(row[0] for row in read_rows(public / "withdrawn.csv", ["ticket"]))
    stranger = left - {each.name for each in entries}
    if stranger:
        faults.append(f"退出名单中的 {min(stranger)} 不在参加名单中")
    expected = outcomes(entries, shuffled(len(entries), seed), said["places"], left)
    stated = read_rows(public / "result.csv", ["number", "ticket", "size", "outcome"])
    return faults + _against_result(expected, stated)


def find_ticket(public: Path, applicants: str, salt: str, proof: str = "") -> dict[str, Any]:
    """Return where a family's ticket stands, from the receipt alone.

    Parameters
    ----------
    public
        The published folder.
    applicants, salt, proof
        As on the receipt; with a proof the list itself is not needed.
    """
    _, said = _promise(public)
    try:
        name = Ticket(tuple(applicants.split()), bytes.fromhex(salt)).name
    except ValueError:
        raise BadInput("salt 应为十六进制") from None
    found: dict[str, Any] = {"ticket": name}
    if proof:
        entry = Entry(name, len(applicants.split()))
        way = [(side, digest) for side, _, digest in (step.partition(":") for step in proof.split())]
        try:
            found["proven"] = leads_to(entry, way, said["root"])
        except ValueError:
            raise BadInput("proof 应照回执原样填写（left: 或 right: 加十六进制）") from None
    if not proof or (public / "participants.csv").exists():
        found["on_list"] = any(each.name == name for each in _entries(public / "participants.csv"))
    if (public / "result.csv").exists():
        rows = read_rows(public / "result.csv", ["number", "ticket", "size", "outcome"])
        found.update(next(({"number": int(row[0]), "outcome": row[3]} for row in rows if row[1] == name), {}))
    return found


def _check_promise(
    tickets: Sequence[Sequence[str]], places: int, entropy: Sequence[str], folder: Path
) -> None:
    if not tickets:
        raise BadInput("参加名单是空的")
    if not 0 < places <= MOST_PLACES:
        raise BadInput(f"名额应为正整数，现为 {places}")
    if (
        not entropy
        or len(set(entropy)) != len(entropy)
        or any(not n.strip() or "=" in n or "\n" in n for n in entropy)
    ):
        raise BadInput("至少要说明一个公开数的名称（--entropy），名称不重复、不含等号")
    if (folder / "public" / "commitment.json").exists():
        raise BadInput("这里已有一份承诺；承诺公布后不能改，另用一个文件夹", str(folder))


def _against_promise(entries: Sequence[Entry], said: Mapping[str, Any]) -> list[str]:
    names = [each.name for each in entries]
    if names != sorted(set(names)):
        return ["参加名单没有按签号排序，或有重复"]
    if len(entries) != said["tickets"]:
        change = "多出" if len(entries) > said["tickets"] else "少了"
        return [f"参加名单比承诺时{change} {abs(len(entries) - said['tickets'])} 张签"]
    if tree_of(entries)[-1][0].hex() != said["root"]:
        return ["参加名单与承诺的根不符：承诺之后有人被换入、换出或改动"]
    return []


def _against_script(path: Path, said: Mapping[str, Any]) -> list[str]:
    """The script that is published is the one that was promised; who checks without it has nothing to compare."""
    if not path.exists() or "script" not in said:
        return []
    same = hashlib.sha256(path.read_bytes()).hexdigest() == said["script"]
    return [] if same else [f"{path.name} 已不是承诺时公布的那一份"]


def digest_of_promise(public: Path) -> str:
    """Return the digest of the promise, to be compared with the one that was made known before the draw."""
    return hashlib.sha256(_promise(public)[0]).hexdigest()


def _against_copy(entries: Sequence[Entry], kept: Sequence[Entry]) -> list[str]:
    now, before = {each.name: each.size for each in entries}, {each.name: each.size for each in kept}
    faults = [f"{name} 是承诺之后才加入的" for name in sorted(now.keys() - before.keys())]
    faults += [f"{name} 在承诺之后被去掉" for name in sorted(before.keys() - now.keys())]
    return faults + [
        f"{name} 的人数被改动" for name in sorted(now.keys() & before.keys()) if now[name] != before[name]
    ]


def _against_result(expected: Sequence[tuple[Entry, str]], stated: Sequence[Sequence[str]]) -> list[str]:
    listed = {entry.name for entry, _ in expected}
    named = {row[1] for row in stated}
    faults = [f"结果中的 {name} 不在参加名单中" for name in sorted(named - listed)]
    faults += [f"参加名单中的 {name} 在结果中没有" for name in sorted(listed - named)]
    if faults:
        return faults
    for number, ((entry, outcome), row) in enumerate(zip(expected, stated, strict=False), 1):
        if list(row) != [str(number), entry.name, str(entry.size), outcome]:
            return [f"结果第 {number} 号与重算不同：应为 {entry.name} {outcome}"]
    return [] if len(expected) == len(stated) else ["结果的行数与参加名单不同"]


def _names_of(withdrawn: Iterable[str], receipts: Sequence[Ticket], listed: set[str]) -> list[str]:
    """Return the salted ids of those who withdrew, who may be named by either id."""
    names: list[str] = []
    by_applicant = {who: each for each in receipts for who in each.applicants}
    named = dict.fromkeys(withdrawn)
    for who in named:
        name = by_applicant[who].name if who in by_applicant else who
        if name not in listed:
            raise BadInput(f"退出的“{who}”不在参加名单中")
        # One of two who are drawn as one cannot give up the place of the other.
        staying = [] if who == name else [each for each in by_applicant[who].applicants if each not in named]
        if staying:
            raise BadInput(f"“{who}”与 {'、'.join(staying)} 同一张签，只能一并退出；请写全同签的人，或写签号")
        names.append(name)
    return names


def _receipts(path: Path) -> list[Ticket]:
    """Return the receipts; none where the draw is made by somebody who does not hold them."""
    if not path.exists():
        return []
    rows = read_rows(path, ["applicants", "salt", "ticket", "proof"])
    try:
        return [Ticket(tuple(row[0].split(" ")), bytes.fromhex(row[1])) for row in rows]
    except ValueError:
        raise BadInput("salt 应为十六进制", path.name) from None


def _promise(public: Path) -> tuple[bytes, dict[str, Any]]:
    path = public / "commitment.json"
    said = read_object(path)
    kinds = {"places": int, "tickets": int, "root": str, "entropy": list}
    if said.get("format") != FORMAT or any(
        not isinstance(said.get(key), kind) for key, kind in kinds.items()
    ):
        raise BadInput(f"不是 {FORMAT} 格式的承诺", path.name)
    return path.read_bytes(), said


def _entries(path: Path) -> list[Entry]:
    entries = []
    for row in read_rows(path, ["ticket", "size"]):
        if not row[1].isascii() or not row[1].isdigit() or len(row[0]) != 64:
            raise BadInput(f"签号或人数不合格式：{','.join(row)}", path.name)
        entries.append(Entry(row[0], int(row[1])))
    if not entries:
        raise BadInput("参加名单是空的", path.name)
    return entries
