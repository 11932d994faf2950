"""Blanks around figures, invisible characters and names of entities change nothing that is read, and no offset."""

import pytest

from gangmu.engines.reading import read

PLAN = "柳林县教育局2031年工作要点\n一、扩大资源\n1.建好学校。到2032年,新建学校12所,入园率达到95.5%以上,培训教师300名。\n"


def account(text: str) -> list[object]:
    reading = read(text)
    return [
        (reading.doc.year_plan, reading.doc.kind),
        [(n.level, n.title_clean) for n in reading.outline],
        [(t.comparator, t.value, t.unit, t.period, t.modality) for t in reading.targets],
    ]


@pytest.mark.parametrize(
    "noisy",
    [
        "柳林县教育局 2031 年工作要点\n一、扩大资源\n1.建好学校。到 2032 年,新建学校 12 所,入园率达到 95.5% 以上,培训教师 300 名。\n",
        "柳林县教育局2031年工作要点\n&nbsp;&nbsp;一、扩大资源\n&emsp;1.建好学校。到2032年,新建学校12所,入园率达到95.5%以上,培训教师300名。\n",
        "柳林县教\u200b育局2031年工\ufeff作要点\n一、扩大资源\n1.建好学校。到2032年,新建\u200b学校12所,入园率达到95.5%以上,培训教师300名。\n",
        "柳 林 县 教 育 局 2031 年 工 作 要 点\n一、扩大资源\n1.建好学校。到2032年,新建学校12所,入园率达到95.5%以上,培训教师300名。\n",
    ],
)
def test_noise_changes_nothing_that_is_read(noisy):
    assert account(noisy) == account(PLAN)


def test_offsets_count_the_noise():
    text = "柳林县教育局 2031 年工作要点\n一、扩大资源\n1.建好学校。新建学校 12 所。\n"
    target = read(text).targets[0]
    assert text[target.start : target.end] == "新建学校 12 所"
    assert text[target.value_start : target.value_end] == "12"


def test_a_blank_between_a_heading_and_a_sentence_that_opens_with_a_year_stays():
    text = "柳林县教育局2031年工作要点\n一、指导思想 2031年全县教育工作坚持育人为本,推进优质均衡发展。\n二、重点任务 2031年新建学校3所,招聘教师。\n"
    assert [n.title for n in read(text).outline] == ["指导思想", "重点任务"]
