"""Our own form."""

from pathlib import Path

from gangmu.engines.contract import BadInput
from gangmu.engines.zoning.instance import Instance


def read_gangmu(path: Path, connectivity: Path | None, open_exactly: int | None) -> Instance:
    """Read our own form."""
    del connectivity, open_exactly
    raise BadInput("格式 gangmu 尚不可用", path.name)
