"""The organisations room."""

from gangmu.foundation.kernel.rooms import Room


class OrganisationsConfig(Room):
    """Django's entry for organisations."""

    name = "gangmu.foundation.organisations"
    label = "organisations"
    verbose_name = "组织机构"
