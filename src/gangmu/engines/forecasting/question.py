"""What is asked: the files and options that an answer depends on, from which it can be made again."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from gangmu.engines.contract import Allowance
from gangmu.engines.forecasting.assumptions import read_assumptions, read_estates
from gangmu.engines.forecasting.births import read_births
from gangmu.engines.forecasting.forecast import Estimate, estimate
from gangmu.engines.forecasting.history import read_history
from gangmu.engines.forecasting.scenarios import course_of, simulate
from gangmu.engines.forecasting.seats import BANDS, SeatTable, read_seats, read_stages
from gangmu.engines.forecasting.tree import tree_of


@dataclass(frozen=True)
class Question:
    """All that an answer depends on; a certificate names files from its own folder, so that a folder can be moved as a whole.

    Attributes
    ----------
    history, births, assume, estates
        Files; empty where there is none.
    grades
        The order of grades, empty for that of first appearance.
    origin, horizon
        The last known year; years ahead.
    shocks
        Years told to be shocks.
    work
        Earlier origins tried for the intervals.
    """

    history: str
    origin: int
    horizon: int
    births: str = ""
    assume: str = ""
    estates: str = ""
    grades: tuple[str, ...] = ()
    shocks: tuple[int, ...] = field(default=())
    work: int | None = None

    def files(self, folder: Path) -> list[Path]:
        """Return the files that are read, relative ones from a folder."""
        return [folder / name for name in (self.history, self.births, self.assume, self.estates) if name]

    def moved(self, folder: Path) -> "Question":
        """Return the question with its files named from a folder instead of from where the command was given."""
        return replace(
            self,
            history=_from(self.history, folder),
            births=_from(self.births, folder),
            assume=_from(self.assume, folder),
            estates=_from(self.estates, folder),
        )

    def estimate(self, folder: Path, allowance: Allowance) -> Estimate:
        """Make the estimate that the answer is written from.

        Raises
        ------
        BadInput
            What reading and forecasting raise.
        """
        history = read_history(folder / self.history, self.grades or None)
        births = read_births(folder / self.births) if self.births else None
        assumed = read_assumptions(folder / self.assume) if self.assume else ()
        built = read_estates(folder / self.estates) if self.estates else ()
        told = frozenset(self.shocks)
        return estimate(history, births, self.origin, self.horizon, told, (*assumed, *built), allowance)


def _from(path: str, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix() if path else ""


@dataclass(frozen=True)
class Demand:
    """Seats against demand: what is asked beside the forecast.

    Attributes
    ----------
    seats, stages
        Files; empty where there is none.
    paths
        Futures drawn.
    bands
        Per cent at which colours change.
    seed
        Of the futures.
    """

    seats: str = ""
    stages: str = ""
    paths: int = 1000
    bands: tuple[float, ...] = BANDS
    seed: int = 1

    def files(self, folder: Path) -> list[Path]:
        """Return the files that are read, relative ones from a folder."""
        return [folder / name for name in (self.seats, self.stages) if name]

    def moved(self, folder: Path) -> "Demand":
        """Return the demand with its files named from a folder instead of from where the command was given."""
        return replace(self, seats=_from(self.seats, folder), stages=_from(self.stages, folder))

    def table(self, made: Estimate, folder: Path) -> SeatTable:
        """Draw the futures of an estimate and set them against seats.

        Raises
        ------
        BadInput
            What reading the two files raises.
        """
        tree = tree_of(made.known)
        origin = made.known.years[-1]
        years = tuple(range(origin + 1, origin + 1 + len(made.plan.intake.pupils)))
        stages = read_stages(folder / self.stages if self.stages else None, made.known.grades)
        shape = (len(tree.names), len(stages.names), len(years))
        seats = read_seats(folder / self.seats, tree, stages, years) if self.seats else np.full(shape, np.nan)
        # rounded as in the table of a forecast, so that both tables say the same and schools add up to the last digit
        expected = np.round(made.plan.project(made.change), 2)
        course = course_of(expected, made.group, made.learned, tree)
        paths = simulate(course, tree, stages.grades, seats, self.paths, self.seed)
        need = np.einsum("hng,sg->nsh", tree.sums(expected, axis=1), stages.grades.astype(float))
        return SeatTable(tree, stages, origin, years, need, paths, seats, self.bands)
