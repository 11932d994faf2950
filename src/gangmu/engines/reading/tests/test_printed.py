"""Words found in a folded text are told with the marks of the source."""

import pytest

from gangmu.engines.reading.printed import as_printed


@pytest.mark.parametrize(
    ("words", "source", "told"),
    [
        (
            '落实"三会一课"制度,开展活动',
            "1.落实“三会一课”制度，开展活动12次。",
            "落实“三会一课”制度，开展活动",
        ),
        ("落实[2026]3号文件", "（一）落实〔2026〕3号文件。", "落实〔2026〕3号文件"),
        ("新增学位,建园", "新增学位，\n建园2所", "新增学位，建园"),
        ("规范办学,减负", "規範辦學，減負", "规范办学，减负"),
        ("新增20所", "新增２０所", "新增20所"),
        ("别处的话,没有", "这里没有那句话。", "别处的话,没有"),
        ("前半, 后半", "前半，后半", "前半, 后半"),
    ],
)
def test_marks_come_from_the_source_and_letters_from_the_reader(words, source, told):
    assert as_printed(words, source) == told
