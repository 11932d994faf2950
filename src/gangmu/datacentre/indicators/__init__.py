"""Indicators: questions about rows, written in Ibis; thresholds as data. No Django here."""
