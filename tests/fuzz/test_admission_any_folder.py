"""Admission on folders in which one file is anything: an answer that its verifier accepts, or a refusal in words."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.engines.contract import BadInput
from gangmu.engines.matching.answers import write_answers
from gangmu.engines.matching.folder import read_problem
from gangmu.engines.matching.staging import assign
from gangmu.engines.matching.tests.folders import write_folder
from gangmu.engines.matching.verifying import verify

TABLES = {
    "schools": [["school", "capacity"], ["甲", 1], ["乙", 2]],
    "applicants": [["applicant", "lottery", "score", "zone", "group"], ["a", 1, 9, "西", "J"], ["b", 2, 9, "东", ""], ["c", 3, 7, "西", "J"]],
    "choices": [["applicant", "choice1", "choice2"], ["a", "甲", "乙"], ["b", "甲", "乙"], ["c", "乙", ""]],
    "choices_quota": [["applicant", "choice1"], ["a", "甲"]],
    "priorities": [["applicant", "school", "class"], ["b", "甲", 0]],
    "zones": [["zone", "school", "class"], ["西", "甲", 1]],
    "quotas": [["school", "group", "seats"], ["甲", "J", 1]],
    "gates": [["school", "column", "least"], ["甲", "score", 8]],
}  # fmt: skip
cell = st.sampled_from(
    [
        "a",
        "b",
        "c",
        "甲",
        "乙",
        "西",
        "J",
        "",
        "0",
        "1",
        "-1",
        "1e3",
        "nan",
        "9" * 30,
        '"',
        "x\ny",
        "\x00",
        "lottery",
    ]
)
text = st.lists(st.lists(cell, min_size=1, max_size=5).map(",".join), max_size=6).map("\n".join)
content = st.one_of(st.binary(max_size=60), text.map(str.encode))
head = st.sampled_from(["", *(",".join(map(str, rows[0])) + "\n" for rows in TABLES.values())])
said = st.sampled_from(
    ["{}", '{"equals": "together"}', '{"quota_when": "after", "quota_below_line": 1}', '{"quota_unfilled": "pool"}',
     '{"stages": [{"name": "x", "kind": "pool", "choices": "quota"}]}', '{"order": []}', '{"order": 3}', '{"gates": {"score": "x"}}', "[]", "\xff"]
)  # fmt: skip


@settings(deadline=None)
@given(
    st.sampled_from(sorted(TABLES)),
    head,
    content,
    said,
    st.sampled_from(
        [
            "deferred-acceptance",
            "serial-dictatorship",
            "immediate-acceptance",
            "quota-then-parallel",
            "staged",
        ]
    ),
)
def test_any_folder_is_answered_and_certified_or_refused_in_words(name, start, rest, rules, mechanism):
    with TemporaryDirectory() as place:
        folder = write_folder(Path(place) / "in", None, **TABLES)
        (folder / "rules.json").write_text(rules, encoding="utf-8")
        (folder / f"{name.replace('_', '-')}.csv").write_bytes(start.encode() + rest)
        try:
            problem = read_problem(folder, mechanism)
            outcome = assign(problem)
        except BadInput as refusal:
            assert str(refusal)
            return
        write_answers(problem, outcome, Path(place) / "out", "zh")
        claim = (
            problem.by_applicant(v) for v in (outcome.school, outcome.stage, outcome.wish.astype("int64"))
        )
        assert verify(problem, *claim).faults == []
