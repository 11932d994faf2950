"""Seat forecast (学位预测): pupils by unit, grade and year, with intervals and a score of how well such forecasts did before."""
