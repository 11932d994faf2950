"""What schools stand on and work with."""

from gangmu.records.premises.models.buildings import (
    Building,
    BuildingState,
    Ground,
    GroundState,
    Room,
    RoomState,
)
from gangmu.records.premises.models.equipment import (
    Books,
    BooksState,
    Equipment,
    EquipmentState,
    Network,
    NetworkState,
)
from gangmu.records.premises.models.seats import EstateKindergarten, SeatDelivery, SeatState, TypedCondition

__all__ = [
    "Books",
    "BooksState",
    "Building",
    "BuildingState",
    "Equipment",
    "EquipmentState",
    "EstateKindergarten",
    "Ground",
    "GroundState",
    "Network",
    "NetworkState",
    "Room",
    "RoomState",
    "SeatDelivery",
    "SeatState",
    "TypedCondition",
]
