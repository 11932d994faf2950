"""Read a plan or a summary from a file: outline, targets, tasks, clauses, disagreements."""

import argparse
import io
import json
import sys
from pathlib import Path

from gangmu.engines.reading import Reading, read
from gangmu.foundation.documents.decoding import decode
from gangmu.foundation.kernel.errors import Refusal

UNREADABLE = 2


def run(argv: list[str]) -> int:
    """Run `gangmu read FILE [--json] [--text OUT]`.

    Parameters
    ----------
    argv
        Words after the command's name.

    Returns
    -------
    int
        0, or 2 when the file cannot be read (the reason stands on stderr).
    """
    options = _parser().parse_args(argv)
    try:
        source = decode(options.file)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return UNREADABLE
    except OSError as error:
        print(f"无法读取“{options.file}”：{error.strerror}", file=sys.stderr)
        return UNREADABLE
    reading = read(source.text)
    if options.text is not None:
        try:
            options.text.write_bytes(source.text.encode("utf-8"))
        except OSError as error:
            print(f"无法写入“{options.text}”：{error.strerror}", file=sys.stderr)
            return UNREADABLE
    if options.json:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # JSON is UTF-8 whatever the terminal is set to
        json.dump(reading.as_json(), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        _summarise(reading)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gangmu read", description=__doc__)
    parser.add_argument("file", type=Path, help="txt, html, docx or pdf")
    parser.add_argument(
        "--json", action="store_true", help="print the reading as JSON and nothing else on stdout"
    )
    parser.add_argument(
        "--text", type=Path, metavar="OUT", help="write the source text that the offsets count"
    )
    return parser


def _summarise(reading: Reading) -> None:
    """Print what was read for a person."""
    doc = reading.doc
    print(doc.title or "（无标题）")
    years = [str(y) for y in (doc.year_plan, doc.year_summary) if y]
    facts = [
        f"类型 {doc.kind or '其他'}",
        f"年度 {'、'.join(years) or '未注明'}",
        f"文号 {doc.doc_number_repaired or doc.doc_number or '无'}",
    ]
    print(" · ".join(facts))
    for node in reading.outline:
        print(f"{'  ' * node.level}{node.number}{node.title_clean}")
    states: dict[str, int] = {}
    for clause in reading.clauses:
        states[clause.state] = states.get(clause.state, 0) + 1
    body = sum(n for state, n in states.items() if state != "outside")
    print(
        f"任务 {len(reading.tasks)} 项，举措 {sum(len(t.actions) for t in reading.tasks)} 条，指标 {len(reading.targets)} 个；"
        f"条款 {body} 条，其中待确认 {states.get('open', 0)} 条；自相矛盾 {len(reading.disagreements)} 处"
    )
    for disagreement in reading.disagreements:
        print(f"  ! {disagreement.message}")
