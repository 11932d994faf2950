"""Hand-made records for each row of the acceptance table that planning serves, and what must come out of them."""

from datetime import date
from typing import Any


def _sent(person: str, unit: str, title: str, sent: str, taken: str = "") -> tuple[str, str, dict[str, str]]:
    form = {
        "organisation": unit, "title": title, "medium": "县报", "level": "county", "submitted_on": sent, "adopted_on": taken,
    }  # fmt: skip
    return person, "publicity", form


def cases() -> dict[str, dict[str, Any]]:
    """Articles of a year: three sent in it by three units, two taken in it of which one was sent the year before."""
    return {
        "A1.17": {
            "system": "publicity",
            "records": (
                _sent("小周", "section", "课后服务", "2025-03-02", "2025-03-09"),
                _sent("小郑", "school", "开学第一课", "2025-01-01"),
                _sent("小陈", "bureau", "招生政策", "2025-12-31", "2026-01-05"),
                _sent("小郑", "school", "岁末", "2024-12-30", "2025-01-03"),
            ),
            "period": (date(2025, 1, 1), date(2025, 12, 31)),
            "figures": (("publicity_items_submitted", 3, None, 3), ("publicity_items_adopted", 2, None, 2)),
            "words": ("做好教育宣传工作,全年报送信息不少于50篇", "加强信息报送和宣传信息考核"),
            "summary": ("全年报送教育信息", "被采用"),
        }
    }
