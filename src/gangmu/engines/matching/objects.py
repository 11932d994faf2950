"""Reads a file that holds one JSON object; whatever is wrong is said with the file and the line."""

import json
from pathlib import Path
from typing import Any

from gangmu.engines.contract import BadInput


def read_object(path: Path) -> dict[str, Any]:
    """Return the object that a file holds.

    Raises
    ------
    BadInput
        When the file is absent, no UTF-8, no JSON, or holds something else than an object.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(f"无法读取：{error.strerror}", path.name) from None
    except UnicodeDecodeError:
        raise BadInput("不是 UTF-8 编码", path.name) from None
    except json.JSONDecodeError as error:
        raise BadInput(f"不是 JSON（{error.msg}）", path.name, error.lineno) from None
    if not isinstance(said, dict):
        raise BadInput("应为一个 JSON 对象", path.name)
    return said
