"""The places room."""

from gangmu.foundation.kernel.rooms import Room


class PlacesConfig(Room):
    """Django's entry for the places."""

    name = "gangmu.records.places"
    label = "places"
    verbose_name = "居住地和人口"
