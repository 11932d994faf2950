"""Rooms: how a Django application of Gangmu is found. Nothing central names a room's parts; modules of fixed names are loaded."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

#: Modules that a room may have, in the order in which they are loaded. A room that lacks one has nothing to say there.
FIXED_MODULES = (
    "permissions",
    "menu",
    "receivers",
    "registers",
    "facts",
    "indicators",
    "extracts",
    "systems",
    "jobs",
)


class Room(AppConfig):
    """Base of every room's `apps.py`."""

    default_auto_field = "django.db.models.BigAutoField"
    #: Django looks for the one configuration in an `apps.py`; this base is imported there and is none.
    default = False

    def __init_subclass__(cls) -> None:
        cls.default = True

    def ready(self) -> None:
        """Load the modules of fixed names that this room has."""
        for name in FIXED_MODULES:
            if find_spec(f"{self.name}.{name}") is not None:
                import_module(f"{self.name}.{name}")


def load_everywhere(module: str) -> None:
    """Load the module of that name of every room that has one; for those that are needed only now and then."""
    for room in apps.get_app_configs():
        if isinstance(room, Room) and find_spec(f"{room.name}.{module}") is not None:
            import_module(f"{room.name}.{module}")
