"""Folding keeps every offset; cutting tiles the text."""

from gangmu.engines.reading.model import Span
from gangmu.engines.reading.text import clauses, fold, sentences, squeeze


def pieces(text: str, spans: list[Span]) -> list[str]:
    return [text[s.start : s.end] for s in spans]


def test_traditional_and_full_width_characters_fold_one_to_one():
    source = "教育現代化，達到９５％；〔２０２５〕８號"
    assert fold(source) == "教育现代化,达到95%;[2025]8号"


def test_circled_numbers_units_and_line_breaks_stay():
    assert fold("①建设32㎡\r\nⅠ类") == "①建设32㎡\r\nⅠ类"


def test_radicals_that_a_pdf_prints_become_characters():
    assert fold("⼯作") == "工作"


def test_all_kinds_of_quotes_and_dashes_become_one():
    assert fold("“甲”「乙」——丙－丁～戊") == '"甲""乙"--丙-丁~戊'


def test_pinyin_notes_are_left_out_and_offsets_lead_back():
    source = fold("推進教育現(xiàn)代化發(fā)展。")
    page = squeeze(source)
    assert page.text == "推进教育现代化发展。"
    assert page.origin(page.text.index("代")) == source.index("代")
    assert page.origin_end(len(page.text)) == len(source)


def test_masks_in_brackets_are_no_pinyin():
    assert squeeze("某中学(xx)校区").text == "某中学(xx)校区"


def test_commas_that_group_digits_do_not_cut():
    text = "招生12,500人,在校生8人。"
    assert pieces(text, clauses(text)) == ["招生12,500人,", "在校生8人。"]


def test_a_question_mark_for_a_lost_character_does_not_end_a_sentence():
    text = "清??Q溪县达标。真的吗?是。"
    assert pieces(text, sentences(text)) == ["清??Q溪县达标。", "真的吗?", "是。"]


def test_closing_marks_stay_with_their_sentence():
    text = '他说"好。"然后(完。)走了'
    assert pieces(text, sentences(text)) == ['他说"好。"', "然后(完。)", "走了"]
