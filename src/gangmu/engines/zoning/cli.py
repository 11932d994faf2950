"""Zones and sites: solve, check, replay, draw a map for trials (`gangmu zone …`)."""

import argparse
import json
import math
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gangmu.engines.contract import Allowance, BadInput, Exit, Infeasible

COMMANDS = ("zone",)
EPILOG = """退出码：0 完成；1 核验不通过；2 输入有误；3 证明无解（打印冲突的要求）；4 时限内未找到方案；130 被中断（已写出当时最好的方案）。
exit codes: 0 done; 1 a check does not hold; 2 bad input; 3 proven infeasible; 4 nothing found in the allowance; 130 interrupted,
the best answer found was written."""


def run(argv: list[str]) -> int:
    """Run `gangmu zone …`; `argv` begins with the command's name."""
    parser = _parser()
    chosen = parser.parse_args(argv[1:])
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "solve": _solve,
        "check": _check,
        "replay": _replay,
        "draw": _draw,
    }
    try:
        return actions[chosen.action](chosen)
    except BadInput as error:
        print(str(error), file=sys.stderr)
        return Exit.BAD_INPUT
    except Infeasible as error:
        if chosen.json:
            print(
                json.dumps(
                    {"status": "infeasible", "conflict": list(error.conflict)}, ensure_ascii=False, indent=1
                )
            )
        print("无解。" + str(error), file=sys.stderr)
        return Exit.INFEASIBLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gangmu zone",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True)
    solve = actions.add_parser("solve", help="find zones", epilog=EPILOG)
    _question(solve)
    solve.add_argument(
        "--out", type=Path, required=True, help="answer: CSV unit,site; beside it OUT.json, the certificate"
    )
    _search(solve)
    check = actions.add_parser("check", help="verify an answer without the solver", epilog=EPILOG)
    _question(check)
    check.add_argument("solution", type=Path, metavar="SOL")
    replay = actions.add_parser("replay", help="reproduce or verify a result", epilog=EPILOG)
    replay.add_argument(
        "result", type=Path, metavar="RESULT", help="the OUT that solve wrote, or its OUT.json"
    )
    replay.add_argument("--folder", type=Path, default=None, help="where the instance lies, if it was moved")
    replay.add_argument("--json", action="store_true", help="machine-readable")
    draw = actions.add_parser("draw", help="draw a seeded map for trials of size", epilog=EPILOG)
    draw.add_argument("--units", type=int, default=20_000)
    draw.add_argument("--schools", type=int, default=500)
    draw.add_argument("--supply", type=float, default=1.15, help="seats over pupils")
    draw.add_argument("--seed", type=int, default=1)
    draw.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    draw.set_defaults(json=False)
    return parser


def _question(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("instance", type=Path, metavar="INSTANCE")
    parser.add_argument("--format", default="gangmu", help="sap, cflsap, pmp, pmed, gangmu")
    parser.add_argument(
        "--connectivity", type=Path, help="pairs of neighbouring units; zones must then be contiguous"
    )
    parser.add_argument("--open", type=int, dest="open_exactly", help="how many sites are open")
    parser.add_argument("--json", action="store_true", help="machine-readable")


def _search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=60.0, help="wall limit (default 60)")
    parser.add_argument("--work", type=int, help="units of work instead of a clock: same seed, same bytes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet", action="store_true", help="no progress")


@dataclass(frozen=True, slots=True)
class Question:
    """What identifies a question: files and options."""

    instance: Path
    form: str
    connectivity: Path | None
    open_exactly: int | None

    def as_json(self) -> dict[str, object]:
        """Return names and digest, so that a moved or altered file is noticed."""
        from gangmu.engines.contract import digest_of_files  # noqa: PLC0415 - beside the other late imports

        files = [self.instance, *([self.connectivity] if self.connectivity else [])]
        return {
            "instance": str(self.instance), "format": self.form,
            "connectivity": str(self.connectivity) if self.connectivity else None,
            "open": self.open_exactly, "sha256": digest_of_files(files),
        }  # fmt: skip


def _read(chosen: argparse.Namespace):  # type: ignore[no-untyped-def]
    from gangmu.engines.zoning.formats import read_instance  # noqa: PLC0415 - help starts without NumPy

    return read_instance(chosen.instance, chosen.format, chosen.connectivity, chosen.open_exactly)


def _solve(chosen: argparse.Namespace) -> int:
    if not 0 < chosen.seconds < math.inf or (chosen.work is not None and chosen.work < 1):
        raise BadInput("--seconds 与 --work 须大于 0")
    if chosen.seed < 0:
        raise BadInput("--seed 不能小于 0")
    _may_be_written(chosen.out, chosen.instance, chosen.connectivity)
    allowance = Allowance(chosen.seconds, chosen.work)
    allowance.stop_on_interrupt()
    instance = _read(chosen)
    question = Question(chosen.instance, chosen.format, chosen.connectivity, chosen.open_exactly)
    from gangmu.engines.zoning.certificate import certify  # noqa: PLC0415 - compiles search loops
    from gangmu.engines.zoning.solution import write_solution  # noqa: PLC0415 - help starts without NumPy
    from gangmu.engines.zoning.solving import solve  # noqa: PLC0415 - compiles search loops

    with _solvers_silent():
        answer = solve(instance, allowance, chosen.seed, None if chosen.quiet else _progress(allowance))
    if answer.given is None:
        if chosen.json:
            nothing = {
                "status": "nothing found",
                "bound": answer.bound if math.isfinite(answer.bound) else None,
            }
            print(json.dumps({**nothing, "seed": chosen.seed, "work_done": answer.work}, indent=1))
        more = "--seconds" if chosen.work is None else "--work"
        print(f"时限内未找到满足全部要求的方案，也未证明无解；可加大 {more}。", file=sys.stderr)
        return _leave(Exit.INTERRUPTED if allowance.stopped else Exit.NOTHING_FOUND)
    write_solution(chosen.out, instance, answer.given)
    # A search that was stopped by hand has done less than its work, so that only its answer and bound can be verified.
    counted = None if allowance.stopped else chosen.work
    result = certify(instance, answer, question.as_json(), chosen.seed, counted)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    try:
        _certificate(chosen.out).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"无法写入：{error.strerror}", str(_certificate(chosen.out))) from None
    if chosen.json:
        print(text)
    else:
        open_gap = (answer.gap or 0) > 1e-9
        ended = "；整数规划已求解到底，没有更好的方案" if answer.exhausted and open_gap else ""
        print(
            f"目标值 {answer.objective:.2f}，下界 {answer.bound:.2f}，差距 {100 * (answer.gap or 0):.3f}%{ended}"
        )
    return _leave(Exit.INTERRUPTED if allowance.stopped else Exit.FINE)


def _may_be_written(out: Path, *read: Path | None) -> None:
    """Refuse, before the search, a place where nothing can be written or what is read would be overwritten."""
    if not out.parent.is_dir():
        raise BadInput(f"没有文件夹“{out.parent}”，结果无处可写", out.name)
    for path in (out, _certificate(out)):
        if path.is_dir():
            raise BadInput("这是文件夹，结果须写入文件", str(path))
        if any(path.exists() and one is not None and one.exists() and path.samefile(one) for one in read):
            raise BadInput("结果会覆盖读入的文件，请另选 --out", str(path))


def _certificate(out: Path) -> Path:
    """Return where the certificate of an answer lies."""
    return out.with_name(out.name + ".json")


@contextmanager
def _solvers_silent() -> Iterator[None]:
    """Keep what compiled solvers print out of the standard output, which belongs to the answer."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _leave(code: int) -> int:
    """End at once: threads of solvers that are still at work are not waited for (under pytest there is no end)."""
    sys.stdout.flush()
    sys.stderr.flush()
    if "PYTEST_CURRENT_TEST" not in os.environ:
        os._exit(code)
    return code


def _progress(allowance: Allowance) -> Callable[[float, float], None] | None:
    if not sys.stderr.isatty():
        return None

    def tell(value: float, bound: float) -> None:
        if math.isinf(bound):
            sys.stderr.write(f"\r目标值 {value:.2f} ")
            sys.stderr.flush()
            return
        gap = 100 * (value - bound) / max(abs(value), 1e-12)
        sys.stderr.write(
            f"\r目标值 {value:.2f}  下界 {bound:.2f}  差距 {gap:.3f}%  余 {100 * allowance.left:.0f}% "
        )
        sys.stderr.flush()

    return tell


def _check(chosen: argparse.Namespace) -> int:
    from gangmu.engines.zoning.checking import check  # noqa: PLC0415 - help starts without NumPy
    from gangmu.engines.zoning.solution import read_solution  # noqa: PLC0415 - help starts without NumPy

    instance = _read(chosen)
    verdict = check(instance, read_solution(chosen.solution, instance))
    print(json.dumps(verdict.as_json(), ensure_ascii=False, indent=1))
    return Exit.FINE if verdict.feasible else Exit.REFUTED


def _replay(chosen: argparse.Namespace) -> int:
    from gangmu.engines.zoning.certificate import replay  # noqa: PLC0415 - help starts without NumPy

    certificate = _certificate(chosen.result)  # who names the answer means what stands beside it
    found = replay(certificate if certificate.exists() else chosen.result, chosen.folder)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    code = Exit.FINE if found["holds"] else Exit.REFUTED
    return _leave(code)


def _draw(chosen: argparse.Namespace) -> int:
    from gangmu.engines.zoning.drawing import draw, write_map  # noqa: PLC0415 - help starts without NumPy

    drawn = draw(chosen.units, chosen.schools, chosen.seed, chosen.supply)
    for path in write_map(drawn, chosen.out, f"map_{chosen.units}_{chosen.schools}_{chosen.seed}"):
        print(path)
    return Exit.FINE
