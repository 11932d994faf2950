"""Where the title of an item ends."""


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


def _blank_ends_title(text: str, start: int, blank: int, limit: int) -> bool:
    """Whether a blank stands where a page lost the line break after a heading."""
    if blank - start > 40:
        return False
    title = text[start:blank]
    rest = text[blank : min(limit, blank + 400)].lstrip()
    if len(title) < 4 or title.count('"') % 2 or len(rest) < (8 if len(title) <= 20 else 25):
        return False
    begins = "\u4e00" <= rest[0] <= "\u9fff" or rest[0] in '"《'
    return "\u4e00" <= title[-1] <= "\u9fff" and begins and "。" in rest
