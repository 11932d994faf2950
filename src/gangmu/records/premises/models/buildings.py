"""Buildings, rooms, grounds. A row tells what holds today; its states, in two times, are what figures ask."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.registers.dated import DatedState, DatedThing
from gangmu.records.premises.choices import GroundKind, RoomUse, Tenure
from gangmu.records.premises.models.shared import NOT_NEGATIVE, now_index


class OfBuilding(models.Model):
    """What holds of a building."""

    tenure = models.CharField(_("产权"), max_length=10, choices=Tenure, default=Tenure.OWN)
    built_year = models.PositiveSmallIntegerField(_("建成年份"), null=True, blank=True)
    floors = models.PositiveSmallIntegerField(_("层数"), null=True, blank=True)
    area = models.DecimalField(
        _("建筑面积（平方米）"), max_digits=10, decimal_places=2, validators=NOT_NEGATIVE
    )

    class Meta:
        abstract = True


class Building(DatedThing, OfBuilding):
    """A building (校舍建筑)."""

    name = models.CharField(_("建筑名称"), max_length=60)

    class Meta:
        verbose_name = _("校舍建筑")
        verbose_name_plural = _("校舍建筑")
        ordering = ["organisation", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="a_building_stands_once")
        ]

    def __str__(self) -> str:
        return self.name


class BuildingState(DatedState, OfBuilding):  # type: ignore[misc]
    """A building over an interval."""

    entity_fields: ClassVar[tuple[str, ...]] = ("building",)

    building = models.ForeignKey(Building, models.PROTECT, related_name="+", verbose_name=_("校舍建筑"))

    class Meta(DatedState.Meta):
        verbose_name = _("校舍建筑记录")
        verbose_name_plural = _("校舍建筑记录")
        indexes = [*DatedState.Meta.indexes, now_index("building_state_unit")]

    def __str__(self) -> str:
        return str(self.building)


class OfRoom(models.Model):
    """What holds of a room."""

    use = models.CharField(_("用途"), max_length=16, choices=RoomUse)
    area = models.DecimalField(
        _("使用面积（平方米）"), max_digits=8, decimal_places=2, validators=NOT_NEGATIVE
    )
    multimedia = models.BooleanField(
        _("网络多媒体教室"), default=False, help_text=_("接入网络并配有多媒体教学设备")
    )

    class Meta:
        abstract = True


class Room(DatedThing, OfRoom):
    """A room (用房)."""

    building = models.CharField(_("所在建筑"), max_length=60, blank=True)
    number = models.CharField(_("房间编号"), max_length=40, help_text=_("在本校内不重复，例如 教学楼101"))

    class Meta:
        verbose_name = _("用房")
        verbose_name_plural = _("用房")
        ordering = ["organisation", "number", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="a_room_stands_once")]

    def __str__(self) -> str:
        return self.number


class RoomState(DatedState, OfRoom):  # type: ignore[misc]
    """What a room serves over an interval."""

    entity_fields: ClassVar[tuple[str, ...]] = ("room",)

    room = models.ForeignKey(Room, models.PROTECT, related_name="+", verbose_name=_("用房"))

    class Meta(DatedState.Meta):
        verbose_name = _("用房记录")
        verbose_name_plural = _("用房记录")
        indexes = [*DatedState.Meta.indexes, now_index("room_state_unit")]

    def __str__(self) -> str:
        return str(self.room)


class OfGround(models.Model):
    """What holds of a ground or venue."""

    kind = models.CharField(pgettext_lazy("场地", "类别"), max_length=12, choices=GroundKind)
    area = models.DecimalField(_("面积（平方米）"), max_digits=10, decimal_places=2, validators=NOT_NEGATIVE)

    class Meta:
        abstract = True


class Ground(DatedThing, OfGround):
    """A ground or sports venue (场地、场馆); a gymnasium stands here, its floor is no teaching room."""

    name = models.CharField(_("场地名称"), max_length=60)

    class Meta:
        verbose_name = _("场地和场馆")
        verbose_name_plural = _("场地和场馆")
        ordering = ["organisation", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="a_ground_lies_once")]

    def __str__(self) -> str:
        return self.name


class GroundState(DatedState, OfGround):  # type: ignore[misc]
    """A ground over an interval."""

    entity_fields: ClassVar[tuple[str, ...]] = ("ground",)

    ground = models.ForeignKey(Ground, models.PROTECT, related_name="+", verbose_name=_("场地和场馆"))

    class Meta(DatedState.Meta):
        verbose_name = _("场地和场馆记录")
        verbose_name_plural = _("场地和场馆记录")
        indexes = [*DatedState.Meta.indexes, now_index("ground_state_unit")]

    def __str__(self) -> str:
        return str(self.ground)
