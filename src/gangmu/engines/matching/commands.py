"""Words of `gangmu match` to calls of the engine; what computes is imported when it is needed."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from gangmu.engines.contract import BadInput, Exit

_MATCH = "Places by published rules: assignment, cut-offs, waiting lists, why here and why not there, and a certificate."


def matching(argv: list[str]) -> int:
    """Run `gangmu match run|verify|refill|replay`.

    Parameters
    ----------
    argv
        Words after the command's name.
    """
    options = _match_parser().parse_args(argv)
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "run": _run,
        "verify": _verify,
        "replay": _replay,
        "refill": _refill,
    }
    return guarded(actions[options.action], options)


def guarded(action: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """Run an action; what a person can mend is told in a sentence.

    Parameters
    ----------
    action
        What to do.
    options
        Its options.
    """
    try:
        return action(options)
    except BadInput as error:
        _complain(str(error))
        return Exit.BAD_INPUT
    except KeyboardInterrupt:
        _complain("已中止，没有写出结果")
        return Exit.INTERRUPTED
    except OSError as error:
        _complain(f"无法读写“{error.filename}”：{error.strerror}")
        return Exit.BAD_INPUT


def _match_parser() -> argparse.ArgumentParser:
    from gangmu.engines.matching.rules import MECHANISMS  # noqa: PLC0415 - light, yet of no use to other commands

    parser = argparse.ArgumentParser(prog="gangmu match", description=_MATCH)
    actions = parser.add_subparsers(dest="action", required=True, metavar="run|verify|refill|replay")
    run = actions.add_parser("run", help="assign and write a folder of answers")
    run.add_argument("source", type=Path, metavar="IN_DIR")
    run.add_argument("--out", type=Path, required=True, metavar="DIR")
    run.add_argument("--mechanism", choices=MECHANISMS, help="overrules rules.json")
    run.add_argument("--language", choices=["zh", "en"], default="zh", help="of the reasons")
    run.add_argument("--seed", type=int, default=0, help="recorded; the mechanisms draw nothing")
    run.add_argument(
        "--seconds", type=float, help="accepted for likeness with other engines; the mechanisms are exact"
    )
    run.add_argument("--work", type=int, help="as --seconds")
    run.add_argument("--json", action="store_true")
    verify = actions.add_parser("verify", help="check a folder of answers by cut-offs, with code of its own")
    verify.add_argument("source", type=Path, metavar="IN_DIR")
    verify.add_argument("answers", type=Path, metavar="DIR")
    verify.add_argument("--mechanism", choices=MECHANISMS, help="when DIR holds no result.json")
    verify.add_argument("--json", action="store_true")
    fill = actions.add_parser(
        "refill", help="offer declined seats down the waiting lists; nobody loses a place"
    )
    fill.add_argument("source", type=Path, metavar="IN_DIR")
    fill.add_argument("answers", type=Path, metavar="DIR")
    fill.add_argument(
        "--declined", type=Path, required=True, metavar="FILE", help="CSV with the column applicant"
    )
    fill.add_argument("--who", choices=["all", "unplaced"], default="all", help="who may take a free seat")
    fill.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="CSV of who moves: applicant, from, to"
    )
    fill.add_argument("--json", action="store_true")
    replay = actions.add_parser("replay", help="assign again and compare byte by byte")
    replay.add_argument("answers", type=Path, metavar="DIR")
    replay.add_argument(
        "--source", type=Path, metavar="IN_DIR", help="where the input lies, if not where it lay"
    )
    replay.add_argument("--json", action="store_true")
    return parser


def _run(options: argparse.Namespace) -> int:
    from gangmu.engines.matching.answers import result_of, write_answers  # noqa: PLC0415 - pyarrow, numba
    from gangmu.engines.matching.folder import read_problem  # noqa: PLC0415 - pyarrow
    from gangmu.engines.matching.staging import assign  # noqa: PLC0415 - numba

    begun = time.monotonic()
    _tell("读取……")
    problem = read_problem(options.source, options.mechanism)
    _tell(f"录取：{len(problem.applicants):,} 名学生，{len(problem.schools):,} 所学校……")
    outcome = assign(problem)
    _tell("写出结果和理由……")
    beside = options.out if options.out.exists() else options.out.parent
    beside.mkdir(parents=True, exist_ok=True)
    # Into a folder of its own, so that whoever interrupts finds what was there before or nothing, never a half.
    with TemporaryDirectory(dir=beside, prefix=".") as place:
        folder = Path(place)
        write_answers(problem, outcome, folder, options.language)
        said = result_of(problem, outcome, options.source, folder, options.language, options.seed)
        said["source"] = Path(os.path.relpath(options.source, options.out)).as_posix()
        text = json.dumps(said, ensure_ascii=False, indent=1)
        (folder / "result.json").write_text(text + "\n", encoding="utf-8")
        _put_in_place(folder, options.out)
    if options.json:
        say(text)
    else:
        say(
            f"录取 {said['placed']:,} / {said['applicants']:,}，其中第一志愿 {said['first_wish']:,}；学位 {said['seats']:,}"
        )
        if said["unused"]:
            say(f"未使用：{'、'.join(said['unused'])}")
    _tell(f"{time.monotonic() - begun:.1f} 秒")
    return Exit.FINE


def _put_in_place(folder: Path, out: Path) -> None:
    """Move what was written; `result.json` goes first and comes last, so that what it names is always there."""
    out.mkdir(exist_ok=True)
    (out / "result.json").unlink(missing_ok=True)
    for path in sorted(folder.iterdir(), key=lambda path: path.name == "result.json"):
        path.replace(out / path.name)


def _verify(options: argparse.Namespace) -> int:
    from gangmu.engines.matching.answers import read_claim, read_result  # noqa: PLC0415 - pyarrow
    from gangmu.engines.matching.folder import read_problem  # noqa: PLC0415 - pyarrow
    from gangmu.engines.matching.verifying import verify  # noqa: PLC0415 - numba

    mechanism = options.mechanism or str(read_result(options.answers).get("mechanism"))
    problem = read_problem(options.source, mechanism)
    claim = read_claim(problem, options.answers)
    verdict = verify(problem, claim.school, claim.stage, claim.wish)
    verdict.faults += _altered(options.answers)
    said = {
        "holds": verdict.holds,
        "mechanism": mechanism,
        "applicants": len(problem.applicants),
        "wishes_checked": verdict.wishes_checked,
        "faults": verdict.faults,
    }
    if options.json:
        say(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        for fault in verdict.faults:
            say(fault)
        words = "成立" if verdict.holds else "不成立"
        say(f"{words}（{mechanism}）：核对了 {verdict.wishes_checked:,} 个未满足的志愿")
    return Exit.FINE if verdict.holds else Exit.REFUTED


def _altered(folder: Path) -> list[str]:
    """Return which files are no longer those that `result.json` names; nothing where there is none."""
    from gangmu.engines.matching.answers import ANSWERS, digest_of, read_result  # noqa: PLC0415 - pyarrow

    if not (folder / "result.json").exists():
        return []
    answered = read_result(folder).get("answered")
    if not isinstance(answered, dict):
        raise BadInput("缺少 answered", "result.json")
    faults = [f"result.json 没有 {name} 的摘要" for name in ANSWERS if name not in answered]
    return faults + [
        f"{name} 已被改动"
        for name in ANSWERS
        if name in answered and digest_of(folder / name) != answered[name]
    ]


def _refill(options: argparse.Namespace) -> int:
    from gangmu.engines.matching.answers import read_claim, read_result, write_moves  # noqa: PLC0415 - pyarrow
    from gangmu.engines.matching.folder import read_problem  # noqa: PLC0415 - pyarrow
    from gangmu.engines.matching.refilling import refill  # noqa: PLC0415 - numba
    from gangmu.engines.matching.staging import assign  # noqa: PLC0415 - numba
    from gangmu.engines.matching.tables import read_table  # noqa: PLC0415 - pyarrow

    problem = read_problem(options.source, str(read_result(options.answers).get("mechanism")))
    outcome = assign(problem)
    if (read_claim(problem, options.answers).school != problem.by_applicant(outcome.school)).any():
        raise BadInput("与按输入重算的结果不同，不能递补", "assignment.csv")
    table = read_table(options.declined, ["applicant"])
    declined = outcome.school < -1
    declined[table.places("applicant", problem.applicants, "applicants.csv")] = True
    found = refill(problem, outcome, declined, options.who == "all")
    write_moves(problem, outcome.school, found.school, options.out)
    said = {"declined": int(declined.sum()), "moved": found.moved, "came_in": found.came_in}
    if options.json:
        say(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        say(f"放弃 {said['declined']:,}，递补 {said['came_in']:,}，改录到更靠前志愿 {said['moved']:,}")
    return Exit.FINE


def _replay(options: argparse.Namespace) -> int:
    from gangmu.engines.matching.answers import (  # noqa: PLC0415 - pyarrow
        ANSWERS,
        digests,
        read_result,
        result_of,
        write_answers,
    )
    from gangmu.engines.matching.folder import read_problem  # noqa: PLC0415 - pyarrow
    from gangmu.engines.matching.staging import assign  # noqa: PLC0415 - numba

    said = read_result(options.answers)
    source = options.source or options.answers / str(said.get("source", ""))
    asked = said.get("asked", {})
    if not isinstance(asked, dict) or said.get("language") not in ("zh", "en"):
        raise BadInput("缺少 asked 或 language", "result.json")
    differing = [name for name, value in digests(source).items() if asked.get(name) != value]
    differing += sorted(set(asked) - set(digests(source)))
    faults = [f"输入 {name} 已不是当时的文件" for name in differing]
    faults += _altered(options.answers)
    if not differing:
        problem = read_problem(source, str(said.get("mechanism")))
        outcome = assign(problem)
        with TemporaryDirectory() as folder:
            write_answers(problem, outcome, Path(folder), said["language"])
            again = result_of(problem, outcome, source, Path(folder), said["language"], 0)
        # Where the input lies, the seed and the program's version are of that run alone.
        told = {key: value for key, value in again.items() if key not in ("source", "seed", "program")}
        stated = said["answered"]
        faults += [
            f"重算的 {name} 与所述不同"
            for name, value in told.pop("answered").items()
            if stated.get(name) != value
        ]
        faults += [
            f"result.json 的 {key} 与重算不同" for key, value in told.items() if said.get(key) != value
        ]
    if options.json:
        say(json.dumps({"holds": not faults, "faults": faults}, ensure_ascii=False, indent=1))
    else:
        say("\n".join(faults) or f"重算一致：{'、'.join(ANSWERS)}")
    return Exit.REFUTED if faults else Exit.FINE


def _tell(words: str) -> None:
    """Show progress where a person looks."""
    if sys.stderr.isatty():
        _complain(words)


def _complain(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def say(words: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{words}\n")
