"""What an answer rests on, so that anyone with the same files can make it again byte for byte."""

import hashlib
import json
from pathlib import Path
from typing import Any

from gangmu.engines.contract import Allowance, BadInput, digest_of_files
from gangmu.engines.forecasting.answer import write_answer
from gangmu.engines.forecasting.question import Demand, Question
from gangmu.engines.forecasting.seats import write_seats

#: Written beside the answer, under its name and this.
SUFFIX = ".json"
#: Raised whenever the same question is answered otherwise.
METHOD = "shrunken cohort ratios 2"
#: Likewise for a table of seats, whose futures may change while forecasts do not.
FUTURES = f"{METHOD}, shared errors 2"


def digest_of_answer(path: Path) -> str:
    """Return the SHA-256 of an answer file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_certificate(
    out: Path, question: Question, notes: tuple[str, ...], seed: int, demand: Demand | None = None
) -> dict[str, object]:
    """Write what the answer rests on beside it, and return it.

    Parameters
    ----------
    out
        The answer file, already written.
    question
        With the work really done, its files named from the answer's folder.
    notes
        What a reader of the answer must know.
    seed
        Recorded as given; a forecast draws nothing, the futures of seats do.
    demand
        What was asked of seats, its files named likewise; None for a forecast.
    """
    files = question.files(out.parent) + (demand.files(out.parent) if demand else [])
    record: dict[str, object] = {
        "method": FUTURES if demand else METHOD,
        "question": _plain(question),
        **({"demand": _plain(demand)} if demand else {}),
        "inputs_sha256": digest_of_files(files),
        "answer": out.name,
        "answer_sha256": digest_of_answer(out),
        "seed": seed,
        "notes": list(notes),
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    try:
        certificate_of(out).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"无法写入（{error.strerror}）", certificate_of(out).name) from None
    return record


def _plain(asked: Question | Demand) -> dict[str, object]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in vars(asked).items()}


def _asked(told: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}


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
        question = Question(**_asked(record["question"]))
        demand = Demand(**_asked(record["demand"])) if "demand" in record else None
        claimed = (record["inputs_sha256"], record["answer_sha256"])
        kept = path.with_name(record["answer"])
    except OSError as error:
        raise BadInput(f"无法读取（{error.strerror}）", path.name) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput("不是预测结果的证书", path.name) from None
    inputs = digest_of_files(question.files(path.parent) + (demand.files(path.parent) if demand else []))
    made = question.estimate(path.parent, Allowance(1.0, question.work))
    if demand:
        write_seats(scratch, demand.table(made, path.parent))
    else:
        write_answer(scratch, made.answer())
    again = digest_of_answer(scratch)
    stands = digest_of_answer(kept) if kept.exists() else ""
    findings: dict[str, object] = {
        "method": record.get("method") == (FUTURES if demand else METHOD),
        "inputs": inputs == claimed[0],
        "file": stands == claimed[1],
        "answer": again == claimed[1],
    }
    return all(findings.values()), findings
