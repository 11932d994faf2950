"""Gangmu 纲目 runs the year of an education bureau: plan, registers, figures, engines, summary."""
