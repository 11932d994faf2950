"""Where the title of an item ends."""

import re

#: A heading that a page ran into its first sentence without any mark: a noun of headings, then what begins sentences.
_RUN_TOGETHER = re.compile(
    r"[^,。;:!?]{2,24}?(?:工作|建设|教育|发展|质量|水平|管理|成效|成绩|情况|总结|小结|回顾|目标|任务|措施|保障|改革|安全|队伍|均衡|打算|思路|做法|亮点|问题|不足)"
    r"(?=(?:20\d\d|[xX*]{4})年|[今去]年|近年来|一年来|\"?十[二三四五六]五\"?|我[局县市区校]|全[县市区局][^,。]{2,}|为(?:了|贯彻|进一步|确保|认真|加强|深入)|根据|按照|对照|围绕|坚持|认真|积极|完成|通过|一是|首先)"
    r"(?=[^。;!?]{12,}[。;!?])"
)
#: How a sentence begins behind the blank that stands for a lost line break.
_BEGINS = re.compile(r"[\u4e00-\u9fff\"《]|(?:19|20)\d\d年")


def title_end(text: str, start: int, limit: int) -> int:
    """End of a title: the first stop, or a colon before any stop, or the line end; without what a blank cuts off."""
    depth = 0
    for position in range(start, limit):
        character = text[position]
        if character in "([《":
            depth += 1
        elif character in ")]》":
            depth = max(depth - 1, 0)
        elif depth == 0 or character == "。":
            if character in "。;!?":
                return position
            if character == ":" and not (
                text[position - 1].isdigit() and text[position + 1 : position + 2].isdigit()
            ):
                return position
            if character == " " and _blank_ends_title(text, start, position, limit):
                return position
    return limit


def run_together_end(text: str, start: int, limit: int) -> int | None:
    """End of a heading inside a paragraph that ran into its first sentence, if the words show one."""
    match = _RUN_TOGETHER.match(text, start, limit)
    return match.end() if match else None


def _blank_ends_title(text: str, start: int, blank: int, limit: int) -> bool:
    """Whether a blank stands where a page lost the line break after a heading."""
    if blank - start > 40:
        return False
    title = text[start:blank]
    rest = text[blank : min(limit, blank + 400)].lstrip()
    if len(title) < 4 or title.count('"') % 2 or len(rest) < (8 if len(title) <= 20 else 25):
        return False
    begins = _BEGINS.match(rest) is not None
    return "\u4e00" <= title[-1] <= "\u9fff" and begins and "。" in rest
