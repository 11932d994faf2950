"""Reads a plan or a summary: source text in; outline, targets, tasks, clauses and disagreements with their spans out."""

from gangmu.engines.reading.model import Reading
from gangmu.engines.reading.reader import read

__all__ = ["Reading", "read"]
