"""The one error of this engine that is meant for people."""


class BadInput(ValueError):
    """A file or an option that cannot be used; says which file, which line, and what to mend.

    Parameters
    ----------
    message
        A Chinese sentence.
    source
        Name of the file, empty where no file is at fault.
    line
        Line of the file, the head being line 1; 0 where no line is at fault.
    """

    def __init__(self, message: str, source: str = "", line: int = 0) -> None:
        place = f"“{source}”" if source else ""
        place += f"第 {line} 行：" if line else ("：" if source else "")
        super().__init__(f"{place}{message}")
        self.source = source
        self.line = line
