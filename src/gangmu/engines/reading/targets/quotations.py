"""The stretches inside quotation marks and book marks: names and slogans, whose figures are no targets."""

import re
from bisect import bisect_right

_DEMANDS = re.compile(r"不低于|不少于|达到|不超过|以上|平均|每天|[均都]")
_QUOTED = re.compile(
    r"《[^《》\n]{1,80}》|“[^“”\n]{1,60}”|「[^「」\n]{1,60}」|『[^『』\n]{1,60}』|\"[^\"\n]{1,40}\""
)


class Quotations:
    """The stretches inside quotation marks and book marks: names and slogans."""

    def __init__(self, printed: str) -> None:
        self.spans = [
            (match.start(), match.end())
            for match in _QUOTED.finditer(printed)
            if match.group()[0] == "《" or not _is_demand(match.group()[1:-1])
        ]
        self.starts = [start for start, _end in self.spans]

    def hold(self, place: int) -> bool:
        """Whether a place lies inside a name or a slogan."""
        index = bisect_right(self.starts, place) - 1
        return index >= 0 and place < self.spans[index][1] - 1


def _is_demand(quoted: str) -> bool:
    """Whether a quotation is a whole demand (…不低于…) or says zero (零伤亡), not a name."""
    return (len(quoted) > 15 and _DEMANDS.search(quoted) is not None) or re.fullmatch(
        r"零[\u4e00-\u9fff]{2}", quoted
    ) is not None
