"""Short ways to look at a reading in tests."""

from gangmu.engines.reading import read


def outline(text: str) -> list[tuple[int, str]]:
    return [(node.level, node.title) for node in read(text).outline]


def paths(text: str) -> list[str]:
    return [node.path for node in read(text).outline]


def body(text: str) -> str:
    doc = read(text).doc
    return text[doc.body_start_offset : doc.body_end_offset]


def states(text: str) -> dict[str, tuple[str, str]]:
    return {text[c.start : c.end]: (c.state, c.reason) for c in read(text).clauses}
