"""What an answer rests on, so that anyone with the same files can make it again byte for byte."""

import hashlib
import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gangmu.engines.contract import Allowance, BadInput, digest_of_files
from gangmu.engines.forecasting.answer import Answer, write_answer
from gangmu.engines.forecasting.assumptions import read_assumptions, read_estates
from gangmu.engines.forecasting.forecast import Estimate, estimate
from gangmu.engines.forecasting.history import read_births, read_history

#: Written beside the answer, under its name and this.
SUFFIX = ".json"
#: Raised whenever the same question is answered otherwise.
METHOD = "shrunken cohort ratios 1"


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


def from_folder(question: Question, folder: Path) -> Question:
    """Return a question whose files are named from a folder instead of from where the command was given."""

    def name(path: str) -> str:
        return Path(os.path.relpath(path, folder)).as_posix() if path else ""

    return replace(
        question,
        history=name(question.history),
        births=name(question.births),
        assume=name(question.assume),
        estates=name(question.estates),
    )


def digest_of_answer(path: Path) -> str:
    """Return the SHA-256 of an answer file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_certificate(out: Path, question: Question, answer: Answer, seed: int) -> dict[str, object]:
    """Write what the answer rests on beside it, and return it.

    Parameters
    ----------
    out
        The answer file, already written.
    question
        With the work really done, its files named from the answer's folder.
    answer
        Its notes are kept.
    seed
        Recorded as given; nothing is drawn.
    """
    record: dict[str, object] = {
        "method": METHOD,
        "question": {
            key: list(value) if isinstance(value, tuple) else value for key, value in vars(question).items()
        },
        "inputs_sha256": digest_of_files(question.files(out.parent)),
        "answer": out.name,
        "answer_sha256": digest_of_answer(out),
        "seed": seed,
        "notes": list(answer.notes),
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    try:
        certificate_of(out).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"无法写入（{error.strerror}）", certificate_of(out).name) from None
    return record


def certificate_of(result: Path) -> Path:
    """Return the certificate's path for an answer, or the path itself where it is a certificate."""
    return result if result.suffix == SUFFIX else result.with_name(result.name + SUFFIX)


def replay(result: Path, scratch: Path) -> tuple[bool, dict[str, object]]:
    """Make an answer again and compare.

    Parameters
    ----------
    result
        The answer or its certificate.
    scratch
        Where the second answer is written.

    Returns
    -------
    holds, findings
        Whether inputs and answer are the same to the byte, and what was compared.

    Raises
    ------
    BadInput
        When the certificate cannot be read or an input is gone.
    """
    path = certificate_of(result)
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        asked = record["question"]
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in asked.items()
        }
        question = Question(**values)
        claimed = (record["inputs_sha256"], record["answer_sha256"])
        kept = path.with_name(record["answer"])
    except OSError as error:
        raise BadInput(f"无法读取（{error.strerror}）", path.name) from None
    except (ValueError, KeyError, TypeError):
        raise BadInput("不是预测结果的证书", path.name) from None
    inputs = digest_of_files(question.files(path.parent))
    write_answer(scratch, question.estimate(path.parent, Allowance(1.0, question.work)).answer())
    again = digest_of_answer(scratch)
    stands = digest_of_answer(kept) if kept.exists() else ""
    findings: dict[str, object] = {
        "method": record.get("method") == METHOD,
        "inputs": inputs == claimed[0],
        "file": stands == claimed[1],
        "answer": again == claimed[1],
    }
    return all(findings.values()), findings
