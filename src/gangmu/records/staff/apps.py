"""The staff room."""

from gangmu.foundation.kernel.rooms import Room


class StaffConfig(Room):
    """Django's entry for staff."""

    name = "gangmu.records.staff"
    label = "staff"
    verbose_name = "教职工"
