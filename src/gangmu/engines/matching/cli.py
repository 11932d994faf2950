"""Admission by published rules with reasons and a certificate (match), and draws that anyone can repeat (draw)."""

from gangmu.engines.matching.commands import matching
from gangmu.engines.matching.draw_commands import drawing

COMMANDS = ("match", "draw")


def run(argv: list[str]) -> int:
    """Run `gangmu match …` or `gangmu draw …`.

    Parameters
    ----------
    argv
        The command's name and the words after it.

    Returns
    -------
    int
        As in `contract.Exit`.
    """
    name, *rest = argv
    return matching(rest) if name == "match" else drawing(rest)
