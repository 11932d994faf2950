"""What is asked of planning's facts."""

from gangmu.applications.planning.indicators import publicity, work

__all__ = ["publicity", "work"]
