"""Forecast pupils by unit, grade and year; score, backtest and replay forecasts (学位预测)."""

import argparse
import json
import sys
from pathlib import Path

from gangmu.engines.contract import BadInput
from gangmu.engines.forecasting.answer import read_answer, write_answer
from gangmu.engines.forecasting.forecast import forecast
from gangmu.engines.forecasting.history import read_births, read_history
from gangmu.engines.forecasting.scoring import LEAST, actual_of, score

COMMANDS = ("forecast",)


def run(argv: list[str]) -> int:
    """Run `gangmu forecast …`; exit 0, or 2 for bad input."""
    options = _parser().parse_args(argv[1:])
    try:
        return int(options.do(options))
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gangmu forecast", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("run", help="forecast from a year")
    one.add_argument("history", type=Path)
    one.add_argument("--births", type=Path)
    one.add_argument("--grades", type=lambda text: text.split(","))
    one.add_argument("--origin", type=int, required=True)
    one.add_argument("--horizon", type=int, required=True)
    one.add_argument("--out", type=Path, required=True)
    one.set_defaults(do=_run)
    two = commands.add_parser("score", help="score a forecast against what came")
    two.add_argument("answer", type=Path)
    two.add_argument("actual", type=Path)
    two.add_argument("--least", type=float, default=LEAST)
    two.set_defaults(do=_score)
    return parser


def _run(options: argparse.Namespace) -> int:
    history = read_history(options.history, options.grades)
    births = read_births(options.births) if options.births else None
    write_answer(options.out, forecast(history, births, options.origin, options.horizon))
    return 0


def _score(options: argparse.Namespace) -> int:
    answer = read_answer(options.answer)
    rows = score(answer, actual_of(answer, read_history(options.actual)), options.least)
    json.dump([row.as_json() for row in rows], sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0
