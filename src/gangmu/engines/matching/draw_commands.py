"""Words of `gangmu draw` to calls of the engine."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from gangmu.engines.contract import BadInput, Exit
from gangmu.engines.matching.commands import guarded, say

_DRAW = "Draws that anyone can repeat: promise the list, draw with public numbers, verify."
_WORDS = {"admitted": "录取", "waiting": "候补", "withdrawn": "退出"}


def drawing(argv: list[str]) -> int:
    """Run `gangmu draw commit|run|verify`.

    Parameters
    ----------
    argv
        Words after the command's name.
    """
    options = _parser().parse_args(argv)
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "commit": _commit,
        "run": _run,
        "verify": _verify,
    }
    return guarded(actions[options.action], options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gangmu draw", description=_DRAW)
    actions = parser.add_subparsers(dest="action", required=True, metavar="commit|run|verify")
    commit = actions.add_parser("commit", help="promise a list of applicants before the draw")
    commit.add_argument("list", type=Path, metavar="LIST.csv", help="column applicant, optionally ticket")
    commit.add_argument("--out", type=Path, required=True, metavar="DIR")
    commit.add_argument("--places", type=int, required=True)
    commit.add_argument(
        "--entropy", action="append", default=[], metavar="NAME", help="a public number of a later day"
    )
    commit.add_argument("--title", default="")
    commit.add_argument(
        "--key", type=Path, metavar="FILE", help="secret of 32 bytes or more from which salts are made"
    )
    commit.add_argument("--json", action="store_true")
    run = actions.add_parser("run", help="draw once the public numbers are known")
    run.add_argument("folder", type=Path, metavar="DIR")
    run.add_argument("--value", action="append", default=[], metavar="NAME=VALUE")
    run.add_argument("--withdrawn", type=Path, metavar="FILE", help="one applicant or ticket a line")
    run.add_argument("--json", action="store_true")
    verify = actions.add_parser("verify", help="repeat a draw and find what was altered")
    verify.add_argument("folder", type=Path, metavar="DIR", help="the folder, or its public part alone")
    verify.add_argument(
        "--published", type=Path, metavar="FILE", help="a participants.csv kept since the promise"
    )
    verify.add_argument("--applicant", help="also find one's own ticket; twins with a blank between")
    verify.add_argument("--salt", help="from the receipt")
    verify.add_argument("--proof", default="", help="from the receipt")
    verify.add_argument("--json", action="store_true")
    return parser


def _commit(options: argparse.Namespace) -> int:
    from gangmu.engines.matching.draw_folder import commit  # noqa: PLC0415 - of no use to other commands
    from gangmu.engines.matching.draw_tables import read_list  # noqa: PLC0415 - of no use to other commands

    key = options.key.read_bytes() if options.key else None
    if key is not None and len(key) < 32:
        raise BadInput("密钥至少要 32 个字节", options.key.name)
    said = commit(read_list(options.list), options.places, options.entropy, options.out, options.title, key)
    if options.json:
        say(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        say(f"参加 {said['tickets']:,} 张签，名额 {said['places']:,}")
        say(f"名单的根 {said['root']}")
        say(f"请公布 {options.out / 'public'}，并登报或公证承诺 {said['commitment']}")
    return Exit.FINE


def _run(options: argparse.Namespace) -> int:
    from gangmu.engines.matching.draw_folder import draw  # noqa: PLC0415 - of no use to other commands
    from gangmu.engines.matching.draw_tables import read_withdrawn  # noqa: PLC0415 - of no use to other commands

    values = dict(each.partition("=")[::2] for each in options.value)
    if len(values) != len(options.value):
        raise BadInput("同一个公开数给了两次")
    withdrawn = read_withdrawn(options.withdrawn) if options.withdrawn else []
    said = draw(options.folder, values, withdrawn)
    if options.json:
        say(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        say(f"种子 {said['seed']}")
        say("，".join(f"{word} {said[name]:,} 张签" for name, word in _WORDS.items()))
    return Exit.FINE


def _told(public: Path) -> str:
    drawn = (public / "draw.json").exists()
    return "名单、承诺、种子、次序与结果都相符" if drawn else "名单与承诺相符，尚未抽签"


def _verify(options: argparse.Namespace) -> int:
    from gangmu.engines.matching.draw_folder import (  # noqa: PLC0415 - of no use to other commands
        digest_of_promise,
        find_faults,
        find_ticket,
    )

    public = options.folder / "public" if (options.folder / "public").is_dir() else options.folder
    # A receipt with its proof leads to the root without the list.
    receipt = options.proof and options.applicant and options.salt
    listed = not receipt or (public / "participants.csv").exists()
    faults = find_faults(public, options.published) if listed else []
    promise = digest_of_promise(public)
    said: dict[str, object] = {"holds": not faults, "commitment": promise, "faults": faults}
    if options.applicant or options.salt:
        if not (options.applicant and options.salt):
            raise BadInput("查本人的签需要 --applicant 和 --salt 两项")
        said["ticket"] = mine = find_ticket(public, options.applicant, options.salt, options.proof)
        if not mine.get("on_list", True) or not mine.get("proven", True):
            faults.append("本人的签不在公布的名单中")
            said["holds"] = False
    if options.json:
        say(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        say("\n".join(faults) or f"成立：{_told(public) if listed else '回执与承诺的根相符'}")
        say(f"请与抽签前公布的承诺核对：{promise}")
        if "ticket" in said:
            say(json.dumps(said["ticket"], ensure_ascii=False))
    return Exit.REFUTED if faults else Exit.FINE
