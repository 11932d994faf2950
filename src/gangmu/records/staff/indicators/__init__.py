"""Figures of staff: pupils a teacher, education, titles, backbone teachers, certificates, posts (indicators 1.5, balanced_development 2.1.1)."""

from gangmu.records.staff.indicators import education, pupils_and_teachers, qualification

__all__ = ["education", "pupils_and_teachers", "qualification"]
