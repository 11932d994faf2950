"""What the audit keeps of views, imports, exports and jobs as programs write it is read in words, in old entries too."""

import pytest
from django.utils import translation

from gangmu.foundation.audit.models import AuditEntry
from gangmu.foundation.audit.selectors import sentence_of
from gangmu.foundation.audit.telling import note_of

#: Entries as they lie in the database: subject, what changed, and what is read of it.
KEPT = {
    "a view": (
        "registers.savedview",
        [
            ["register", "登记册", None, "publicity"], ["query", "条件", None, "q=li&level=county&sort=-adopted_on"],
            ["columns", "列", None, ["title", "organisation__name"]],
        ],
        "登记册为 报送信息；条件为 搜索“li”，级别 县级，按采用日期从大到小；列为 标题、报送单位",
    ),
    "a view of a list that asks nothing": (
        "registers.savedview",
        [["register", "登记册", None, "publicity"], ["query", "条件", None, "columns=title"]],
        "登记册为 报送信息",
    ),
    "a view for a unit": (
        "registers.savedview",
        [["shared_with", "共享给", None, {"id": 1, "name": "青山县教育局"}]],
        "共享的单位为 青山县教育局",
    ),
    "columns changed": ("registers.savedview", [["columns", "列", ["title"], ["level"]]], "列已更改"),
    "an import": (
        "registers.importrun",
        [["register", "登记册", None, "publicity"], ["mapping", "列对应", None, {"organisation": 0}], ["rows", "行数", None, 3]],
        "登记册为 报送信息；行数为 3",
    ),
    "columns matched anew": (
        "registers.importrun",
        [["mapping", "列对应", {"organisation": 0}, {"organisation": 1}]],
        "列对应已更改",
    ),
    "a job": (
        "jobs.job",
        [
            ["name", "任务种类", None, "registers.template"], ["title", "名称", None, "生成带数据的模板"], ["about", "对象", None, "报送信息"],
            ["arguments", "参数", None, {"register": "publicity"}],
        ],
        "任务种类为 带现有数据的模板；对象为 报送信息",
    ),
    "a thing of any kind": ("planning.planversion", [["meta", "文件信息", None, {"kind": "plan"}], ["tables", "表格", None, [{"n": 1}]]], ""),
}  # fmt: skip


@pytest.mark.parametrize("case", KEPT)
def test_what_programs_write_is_read_in_words(case, cast):
    subject, changes, words = KEPT[case]
    entry = AuditEntry(actor="王芳", verb="保存了", subject_type=subject, subject_label="甲", changes=changes)
    assert sentence_of(entry) == f"王芳 保存了“甲”{'：' if words else ''}{words}"


def test_the_words_are_those_of_the_readers_language(cast):
    entry = AuditEntry(
        actor="王芳", verb="保存了", subject_type="registers.savedview", subject_label="甲",
        changes=[["register", "登记册", None, "publicity"], ["columns", "列", None, ["title", "level"]]],
    )  # fmt: skip
    with translation.override("en"):
        told = sentence_of(entry)
    assert "Title, Level" in told
    assert "publicity" not in told


@pytest.mark.parametrize(
    ("note", "words"),
    [("q=li&sort=-class_number", "搜索“li”，按班号从大到小"), ("", "全部"), ("columns=name", "全部"), ("春季收表", "春季收表")],
)  # fmt: skip
def test_an_export_says_in_words_what_it_was_narrowed_by(note, words):
    assert note_of("导出了学生名册", note) == words
