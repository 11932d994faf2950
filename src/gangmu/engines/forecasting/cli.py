"""Forecast pupils by unit, grade and year; score, backtest and replay forecasts; seats against demand (学位预测)."""

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gangmu.engines.contract import Allowance, BadInput, Exit
from gangmu.engines.forecasting.answer import read_answer, write_answer
from gangmu.engines.forecasting.backtesting import OURS, Mean, backtest, means, origins_of
from gangmu.engines.forecasting.births import read_births
from gangmu.engines.forecasting.certificate import SUFFIX, replay, write_certificate
from gangmu.engines.forecasting.history import read_history
from gangmu.engines.forecasting.peers import PEERS, SEED
from gangmu.engines.forecasting.question import Demand, Question
from gangmu.engines.forecasting.scoring import LEAST, Score, actual_of, score
from gangmu.engines.forecasting.seats import BANDS, write_seats
from gangmu.engines.forecasting.trials import MOST_ORIGINS

COMMANDS = ("forecast",)
MOST_PATHS = 100_000


def run(argv: list[str]) -> int:
    """Run `gangmu forecast …`.

    Parameters
    ----------
    argv
        The command's own name first.

    Returns
    -------
    int
        0 done; 1 a replay that does not hold; 2 bad input, named on stderr; 130 interrupted, with what was done so far written.
    """
    options = _parser().parse_args(argv[1:])
    try:
        return int(options.do(options))
    except BadInput as error:
        print(error, file=sys.stderr)
        return Exit.BAD_INPUT
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gangmu forecast", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("run", help="forecast from a year")
    _asks(one)
    one.add_argument("--out", type=Path, required=True, help="answer, CSV; its certificate goes beside it")
    one.add_argument("--json", action="store_true", help="print the certificate")
    one.set_defaults(do=_run)
    two = commands.add_parser("score", help="score an answer against what came")
    two.add_argument("answer", type=Path)
    two.add_argument("actual", type=Path, help="a history that holds the years forecast")
    two.add_argument(
        "--least", type=float, default=LEAST, help="pupils at the origin from which a unit's total counts"
    )
    two.add_argument("--shock", type=int, action="append", default=[], help="a year told to be a shock")
    two.add_argument("--json", action="store_true")
    two.set_defaults(do=_score)
    three = commands.add_parser("backtest", help="rolling origins, beside other methods")
    three.add_argument("history", type=Path)
    three.add_argument("--births", type=Path)
    three.add_argument("--grades", type=_words)
    three.add_argument("--horizon", type=int, default=4)
    three.add_argument(
        "--origins", type=_years, help="years, by comma; all with three transitions before if not given"
    )
    three.add_argument("--without", action="append", default=[], choices=list(PEERS), help="leave a peer out")
    three.add_argument("--least", type=float, default=LEAST)
    three.add_argument("--shock", type=int, action="append", default=[])
    three.add_argument("--seconds", type=float, default=3600.0, help="begin no further run after this")
    three.add_argument("--work", type=int, help="number of runs (methods x origins) instead of seconds")
    three.add_argument("--seed", type=_seed, default=SEED, help="of the boosting; nothing else draws")
    three.add_argument("--json", action="store_true")
    three.set_defaults(do=_backtest)
    seats = commands.add_parser("seats", help="seats against demand, over many possible futures")
    _asks(seats)
    seats.add_argument("--seats", type=Path, help="unit,stage,year,seats: seats in use from a year on")
    seats.add_argument("--stages", type=Path, help="stage,grade; all grades are one stage if not given")
    seats.add_argument("--paths", type=int, default=1000, help="futures drawn")
    seats.add_argument(
        "--bands", type=_bands, default=BANDS, help="per cent at which colours change (default 80,95,100,105)"
    )
    seats.add_argument("--out", type=Path, required=True, help="table, CSV; its certificate goes beside it")
    seats.add_argument("--json", action="store_true", help="print the certificate")
    seats.set_defaults(do=_seats)
    four = commands.add_parser("replay", help="make an answer again and compare it byte for byte")
    four.add_argument("result", type=Path)
    four.add_argument("--json", action="store_true")
    four.set_defaults(do=_replay)
    return parser


def _asks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("history", type=Path, help="unit,parent,year,grade,pupils")
    parser.add_argument("--births", type=Path, help="unit,year,births")
    parser.add_argument("--grades", type=_words, help="order of the grades, by comma")
    parser.add_argument("--origin", type=int, required=True, help="the last known year")
    parser.add_argument("--horizon", type=int, required=True, help="years ahead")
    parser.add_argument("--assume", type=Path, help="kind,unit,grade,year,value")
    parser.add_argument("--estates", type=Path, help="unit,year,dwellings,occupancy,grade,per_hundred")
    parser.add_argument("--shock", type=int, action="append", default=[], help="a year told to be a shock")
    parser.add_argument("--seconds", type=float, help="begin no further trial for the intervals after this")
    parser.add_argument(
        "--work", type=int, help=f"earlier origins tried for the intervals (default {MOST_ORIGINS})"
    )
    parser.add_argument("--seed", type=_seed, default=1, help="of scenario paths; a forecast draws nothing")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


def _years(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(","))


def _seed(text: str) -> int:
    seed = int(text)
    if not 0 <= seed < 1 << 32:
        raise argparse.ArgumentTypeError("0 to 4294967295")
    return seed


def _allowance(options: argparse.Namespace) -> Allowance:
    work = options.work if options.work is not None or options.seconds is not None else MOST_ORIGINS
    if work is not None and work < 1 or options.seconds is not None and not 0 < options.seconds < math.inf:
        raise BadInput("--seconds 和 --work 应为正数")
    allowance = _Told(options.seconds or 1.0, work)
    allowance.stop_on_interrupt()
    return allowance


class _Told(Allowance):
    """An allowance that shows on a terminal how far it is used."""

    def spend(self, amount: int = 1) -> None:
        """Record work done, and show it."""
        super().spend(amount)
        if sys.stderr.isatty():
            print(f"\r› 回测起始年 {self.done}", end="", file=sys.stderr, flush=True)


def _name(path: Path | None) -> str:
    return str(path) if path is not None else ""


def _question(options: argparse.Namespace) -> Question:
    return Question(
        history=str(options.history),
        origin=options.origin,
        horizon=options.horizon,
        births=_name(options.births),
        assume=_name(options.assume),
        estates=_name(options.estates),
        grades=options.grades or (),
        shocks=tuple(sorted(set(options.shock))),
        work=options.work,
    )


def _spare(out: Path, inputs: list[Path]) -> None:
    """Refuse an answer file that would be written over an input, or over which its certificate would be written."""
    if out.suffix == SUFFIX:
        raise BadInput(f"--out 不能以 {SUFFIX} 结尾：证书写在结果旁边，用的是这个名字", out.name)
    for path in inputs:
        if path.resolve() in {out.resolve(), out.with_name(out.name + SUFFIX).resolve()}:
            raise BadInput("--out 会覆盖输入文件，请换一个名字", out.name)


def _run(options: argparse.Namespace) -> int:
    question = _question(options)
    _spare(options.out, question.files(Path()))
    allowance = _allowance(options)
    answer = question.estimate(Path(), allowance).answer()
    write_answer(options.out, answer)
    done = replace(question, work=max(allowance.done, 1)).moved(options.out.parent)
    record = write_certificate(options.out, done, answer.notes, options.seed)
    return _ended(options, allowance, record, answer.notes)


def _seats(options: argparse.Namespace) -> int:
    if not 1 <= options.paths <= MOST_PATHS:
        raise BadInput(f"--paths 应为 1–{MOST_PATHS}")
    question = _question(options)
    demand = Demand(_name(options.seats), _name(options.stages), options.paths, options.bands, options.seed)
    _spare(options.out, question.files(Path()) + demand.files(Path()))
    allowance = _allowance(options)
    made = question.estimate(Path(), allowance)
    write_seats(options.out, demand.table(made, Path()))
    done = replace(question, work=max(allowance.done, 1)).moved(options.out.parent)
    record = write_certificate(options.out, done, made.notes, options.seed, demand.moved(options.out.parent))
    return _ended(options, allowance, record, made.notes)


def _ended(
    options: argparse.Namespace, allowance: Allowance, record: dict[str, object], notes: tuple[str, ...]
) -> int:
    """Print the certificate, or what a reader must know."""
    if sys.stderr.isatty():
        print(file=sys.stderr)  # progress stands on a line of its own
    if options.json:
        print(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        for note in notes:
            print(note)
    return Exit.INTERRUPTED if allowance.stopped else Exit.FINE


def _bands(text: str) -> tuple[float, ...]:
    bands = tuple(float(word) for word in text.split(","))
    if len(bands) != len(BANDS) or list(bands) != sorted(bands) or not all(map(math.isfinite, bands)):
        raise argparse.ArgumentTypeError(f"{len(BANDS)} numbers, rising")
    return bands


def _score(options: argparse.Namespace) -> int:
    answer = read_answer(options.answer)
    actual = actual_of(answer, read_history(options.actual))
    crossed = frozenset(y for y in answer.years if any(answer.origin < s <= y for s in options.shock))
    rows = score(answer, actual, options.least, crossed)
    if not rows:
        raise BadInput("没有一个单位和年份与预测相同，无法评分", options.actual.name)
    if options.json:
        found = {
            "origin": answer.origin,
            "scores": [row.as_json() for row in rows],
            "closed": list(actual.closed),
            "opened": list(actual.opened),
        }
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return Exit.FINE
    for row in rows:
        print(_line(row))
    print(f"预测中有而现实中没有的单位 {len(actual.closed)} 个，现实中新出现的单位 {len(actual.opened)} 个")
    return Exit.FINE


def _line(row: Score) -> str:
    return (
        f"层级 {row.level}  {row.year} 年(+{row.horizon})  单位 {row.units:>5}  MAPE {row.mape:6.2f}%  分年级加权 {row.wmape:6.2f}%  "
        f"偏差 {row.bias:+6.2f}%  80%区间 {row.cover80:5.1f}%  95%区间 {row.cover95:5.1f}%"
        f"（分年级 {row.grade_cover80:5.1f}% {row.grade_cover95:5.1f}%）{'  异常年' if row.shock else ''}"
    )


def _backtest(options: argparse.Namespace) -> int:
    if not 0 < options.seconds < math.inf or options.work is not None and options.work < 1:
        raise BadInput("--seconds 和 --work 应为正数")
    history = read_history(options.history, options.grades)
    births = read_births(options.births) if options.births else None
    allowance = Allowance(options.seconds, options.work)
    allowance.stop_on_interrupt()
    tried = backtest(
        history,
        births,
        options.horizon,
        [name for name in PEERS if name not in options.without],
        origins_of(history, options.origins),
        options.least,
        frozenset(options.shock),
        _going(allowance),
        options.seed,
    )
    if sys.stderr.isatty():
        print(file=sys.stderr)
    rows = means(tried)
    if options.json:
        found = {"seed": options.seed, "work": allowance.done, "means": [row.as_json() for row in rows]}
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            print(_mean_line(row))
    return Exit.INTERRUPTED if allowance.stopped else Exit.FINE


def _going(allowance: Allowance) -> Callable[[str], bool]:
    def going(words: str) -> bool:
        if allowance.left <= 0 and (allowance.done or allowance.stopped):  # one run is always made
            return False
        allowance.spend()
        if sys.stderr.isatty():
            print(f"\r› {words:<24}", end="", file=sys.stderr, flush=True)
        return True

    return going


def _mean_line(row: Mean) -> str:
    figures = row.values
    cover = (
        f"  80%区间 {figures['cover80']:5.1f}%  95%区间 {figures['cover95']:5.1f}%"
        if row.method == OURS
        else ""
    )
    return (
        f"层级 {row.level}  +{row.horizon}  {row.method:<10}  MAPE {figures['mape']:6.2f}% ({row.against[0]:+6.1f}%)  "
        f"分年级加权 {figures['wmape']:6.2f}% ({row.against[1]:+6.1f}%)  偏差 {figures['bias']:+6.2f}%{cover}  "
        f"起始年 {len(row.origins)} 个"
    )


def _replay(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        holds, findings = replay(options.result, Path(folder) / "again.csv")
    if options.json:
        print(json.dumps({"holds": holds, **findings}, ensure_ascii=False, indent=1))
    else:
        words = {"method": "方法", "inputs": "输入文件", "file": "结果文件", "answer": "重新计算的结果"}
        for key, value in findings.items():
            print(f"{words[key]}：{'一致' if value else '不一致'}")
    return Exit.FINE if holds else Exit.REFUTED
