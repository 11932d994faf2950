"""What holds for any text whatever."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.engines.reading import read
from gangmu.engines.reading.noise import noise
from gangmu.engines.reading.text import clauses, fold, joined, sentences, squeeze

_BITS = st.sampled_from(
    [
        "一、", "二、", "(一)", "（二）", "1.", "2、", "3", "①", "②", "一是", "二是", "三要", "首先,", "其次,", "——", "第一部分", "附件1", "x.",
        "推进改革", "加强建设", "新建学校3所", "達到95%以上", "現(xiàn)代化", "全县", "坚持育人为本", "责任科室:基教股", "6月底前", "2031年",
        "工作要点", "教育局", "来源:某网", "免责声明", "各位代表:", "“", "”", "(", ")", "《", ":", "：", "。", "；", ",", "!", "?", "\n", "\r\n", "\t", " ",
        "\u3000", "\x00", "\ufeff", "\u200b", "&nbsp;", "学位 300 个", "\n12\n所", "𠀀", "a", "9", ".",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=200), st.lists(_BITS, max_size=80).map("".join))


@given(_TEXTS)
@settings(max_examples=150, deadline=None)
def test_folding_keeps_the_length_and_squeezing_leads_back(text):
    folded = fold(text)
    assert len(folded) == len(text)
    page = squeeze(folded)
    assert all(folded[page.origin(i)] == c for i, c in enumerate(page.text))
    for cut in (clauses, sentences):
        assert "".join(folded[s.start : s.end] for s in cut(folded)) == folded


@given(_TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_span_lies_inside_it(text):
    reading = read(text)
    size = len(text)
    starts = [node.start for node in reading.outline]
    assert starts == sorted(set(starts))
    for node in reading.outline:
        assert 0 <= node.start <= node.title_start <= node.title_end <= node.end <= size
        assert text[node.title_start : node.title_end] == node.title
    for task in reading.tasks:
        assert 0 <= task.start < task.end <= size
        assert all(task.start <= a.start < a.end <= task.end for a in task.actions)
    doc = reading.doc
    assert 0 <= doc.body_start_offset <= doc.body_end_offset <= size
    for target in reading.targets:
        assert 0 <= target.start < target.end <= size


@given(_TEXTS)
@settings(max_examples=150, deadline=None)
def test_clauses_tile_the_text_but_for_blanks(text):
    position = 0
    seen = joined(fold(text), noise(fold(text)))
    for clause in read(text).clauses:
        assert clause.start >= position
        assert not seen[position : clause.start].strip()
        assert clause.end > clause.start
        position = clause.end
    assert not seen[position:].strip()


@given(_TEXTS)
@settings(max_examples=60, deadline=None)
def test_levels_descend_one_at_a_time_and_start_at_one(text):
    level = 0
    for node in read(text).outline:
        assert 1 <= node.level <= level + 1
        level = node.level


def _seconds(text: str) -> float:
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


def test_reading_time_grows_with_the_text_and_not_faster():
    item = "1.推进改革。以质量为中心,开展视导,新建学校3所,促进均衡。一是抓常规。二是抓教研。\n"
    for hostile in (
        item,
        "一是二是三是",
        "(" * 50,
        '"广泛深入',
        "一、",
        '。"',
        "1.",
        "·\n",
        "12,",
        "广泛深入",
    ):
        small = hostile * (20_000 // len(hostile))
        assert _seconds(small) < 4, hostile
