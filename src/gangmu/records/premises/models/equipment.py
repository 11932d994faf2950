"""Equipment, books, networks, each with its states in two times."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gangmu.foundation.registers.dated import DatedState, DatedThing
from gangmu.records.premises.choices import EquipmentKind, NetworkKind
from gangmu.records.premises.models.shared import NOT_NEGATIVE, now_index


class OfEquipment(models.Model):
    """What holds of an item of equipment."""

    kind = models.CharField(pgettext_lazy("装备", "类别"), max_length=16, choices=EquipmentKind)
    quantity = models.PositiveIntegerField(_("数量"))
    value = models.DecimalField(
        _("账面原值（元）"), max_digits=14, decimal_places=2, validators=NOT_NEGATIVE, help_text=_("按元填写")
    )
    teaching = models.BooleanField(
        _("计入教学仪器设备值"), default=True, help_text=_("学校账上列为教学仪器设备的勾选")
    )

    class Meta:
        abstract = True


class Equipment(DatedThing, OfEquipment):
    """An item of equipment (装备): so many of a kind under one number of the school's books."""

    number = models.CharField(_("资产编号"), max_length=40)
    name = models.CharField(_("设备名称"), max_length=80)

    class Meta:
        verbose_name = _("装备")
        verbose_name_plural = _("装备")
        ordering = ["organisation", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="an_item_is_booked_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class EquipmentState(DatedState, OfEquipment):  # type: ignore[misc]
    """Quantity and value of an item over an interval."""

    entity_fields: ClassVar[tuple[str, ...]] = ("equipment",)

    equipment = models.ForeignKey(Equipment, models.PROTECT, related_name="+", verbose_name=_("装备"))

    class Meta(DatedState.Meta):
        verbose_name = _("装备记录")
        verbose_name_plural = _("装备记录")
        indexes = [*DatedState.Meta.indexes, now_index("equipment_state_unit")]

    def __str__(self) -> str:
        return str(self.equipment)


class OfBooks(models.Model):
    """What holds of a library; e-books are counted apart from printed volumes (indicators 1.6 [V])."""

    volumes = models.PositiveIntegerField(_("纸质图书（册）"))
    added = models.PositiveIntegerField(_("其中本学年新增（册）"), default=0)
    e_books = models.PositiveIntegerField(_("电子图书（册）"), default=0)
    weekly_hours = models.PositiveSmallIntegerField(_("每周开放时间（小时）"), null=True, blank=True)

    class Meta:
        abstract = True


class Books(DatedThing, OfBooks):
    """The books of a library (图书)."""

    library = models.CharField(_("图书馆（室）"), max_length=60, default="图书室")

    class Meta:
        verbose_name = _("图书")
        verbose_name_plural = _("图书")
        ordering = ["organisation", "library", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "library"], name="a_library_stands_once")
        ]

    def __str__(self) -> str:
        return self.library


class BooksState(DatedState, OfBooks):  # type: ignore[misc]
    """The books of a library over an interval."""

    entity_fields: ClassVar[tuple[str, ...]] = ("books",)

    books = models.ForeignKey(Books, models.PROTECT, related_name="+", verbose_name=_("图书"))

    class Meta(DatedState.Meta):
        verbose_name = _("图书记录")
        verbose_name_plural = _("图书记录")
        indexes = [*DatedState.Meta.indexes, now_index("books_state_unit")]

    def __str__(self) -> str:
        return str(self.books)


class OfNetwork(models.Model):
    """What holds of a connection."""

    bandwidth = models.PositiveIntegerField(_("带宽（Mbps）"), null=True, blank=True)
    wireless = models.BooleanField(_("无线覆盖"), default=False)

    class Meta:
        abstract = True


class Network(DatedThing, OfNetwork):
    """A connection of a school (网络)."""

    kind = models.CharField(pgettext_lazy("网络", "类别"), max_length=10, choices=NetworkKind)
    name = models.CharField(_("线路名称"), max_length=60, default="主线路")

    class Meta:
        verbose_name = _("网络")
        verbose_name_plural = _("网络")
        ordering = ["organisation", "kind", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "name"], name="a_line_is_laid_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class NetworkState(DatedState, OfNetwork):  # type: ignore[misc]
    """A connection over an interval."""

    entity_fields: ClassVar[tuple[str, ...]] = ("network",)

    network = models.ForeignKey(Network, models.PROTECT, related_name="+", verbose_name=_("网络"))

    class Meta(DatedState.Meta):
        verbose_name = _("网络记录")
        verbose_name_plural = _("网络记录")
        indexes = [*DatedState.Meta.indexes, now_index("network_state_unit")]

    def __str__(self) -> str:
        return str(self.network)
