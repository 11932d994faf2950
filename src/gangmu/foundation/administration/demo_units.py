"""Which schools and kindergartens a demo county has: names, kinds, stages, who runs them. None of them exists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gangmu.foundation.kernel.demonstration import Scale
from gangmu.foundation.organisations.choices import Kind, Ownership, Stage, UrbanRural

BEGIN = date(2020, 1, 1)
#: In the first county a school opened, and one was merged into another.
OPENED, MERGED = date(2023, 9, 1), date(2024, 9, 1)
#: The towns of the first county, the seat first; a small one has the first six.
TOWNS = (
    "城关镇", "溪口镇", "白石镇", "枫林乡", "东岭乡", "沙河乡", "石桥镇", "横塘镇", "青山镇", "梅坞乡", "茶园乡", "云岭乡",
)  # fmt: skip
#: Sounds of which the names of other counties and their towns are made.
BEFORE, AFTER = "云清安永长新平和东南", "溪川泽屏"
#: Of the seat: primary schools, private or not, and kindergartens with who runs them.
PRIMARY = ("城西小学", "城南小学", "城北小学", "文昌小学", "育才小学", "滨江小学")
PUBLIC_NURSERIES = (
    "第一幼儿园",
    "第二幼儿园",
    "第三幼儿园",
    "实验幼儿园",
    "滨江幼儿园",
    "文昌幼儿园",
    "城西幼儿园",
)
PRIVATE_NURSERIES = (
    "春芽幼儿园", "小星星幼儿园", "金种子幼儿园", "阳光幼儿园", "蓝天幼儿园", "七彩幼儿园", "启明幼儿园", "新城幼儿园", "花园幼儿园",
    "博雅幼儿园", "育苗幼儿园",
)  # fmt: skip
#: Villages of a township: the first ones have a primary school of their own, these and others a kindergarten.
VILLAGES = ("上庄", "下畈", "塘头", "桥东")


@dataclass(frozen=True, slots=True)
class School:
    """A school or kindergarten to be founded; `category` begins its code."""

    name: str
    kind: Kind
    stages: tuple[Stage, ...]
    category: str
    ownership: Ownership
    place: UrbanRural
    begun: date = BEGIN


def name_of(county: int) -> str:
    """Return the name of a county."""
    if county == 0:
        return "云溪县"
    before, after = divmod(county, len(AFTER))
    return f"{BEFORE[before]}{AFTER[after]}县"


def bureau_key(county: int) -> str:
    """Return the key of a county's bureau."""
    return "yunxi" if county == 0 else f"county{county}"


def towns_of(county: int, scale: Scale) -> tuple[str, ...]:
    """Return the names of a county's towns, the seat first."""
    return TOWNS[: scale.towns]


def schools_of(county: str, town: str, number: int, scale: Scale) -> Iterator[School]:
    """Yield the schools and kindergartens of a town; that of number 0 is the seat."""
    if number == 0:
        yield from _of_seat(county, scale)
    else:
        yield from _of_town(county, town, number, scale)


def _of_seat(county: str, scale: Scale) -> Iterator[School]:
    urban = UrbanRural.URBAN
    for name, stages, category in (
        ("实验小学", (Stage.PRI,), "21"),
        ("城东小学", (Stage.PRI,), "21"),
        ("第一中学", (Stage.SEN,), "34"),
        ("第二中学", (Stage.JUN, Stage.SEN), "34"),
        ("初级中学", (Stage.JUN,), "31"),
        ("职业教育中心", (Stage.VOC,), "36"),
        ("特殊教育学校", (Stage.SPE,), "51"),
    ):
        yield School(f"{county}{name}", Kind.SCHOOL, stages, category, Ownership.PUBLIC, urban)
    yield _nursery(f"{county}机关幼儿园", Ownership.PUBLIC, urban)
    yield _nursery(f"{county}童馨幼儿园", Ownership.PRIVATE_INCLUSIVE, urban)
    if not scale.villages:
        return
    for name in PRIMARY:
        begun = OPENED if name == PRIMARY[-1] else BEGIN
        yield School(f"{county}{name}", Kind.SCHOOL, (Stage.PRI,), "21", Ownership.PUBLIC, urban, begun)
    yield School(f"{county}第三中学", Kind.SCHOOL, (Stage.JUN,), "31", Ownership.PUBLIC, urban)
    yield School(f"{county}实验学校", Kind.SCHOOL, (Stage.PRI, Stage.JUN), "31", Ownership.PUBLIC, urban)
    for name in PUBLIC_NURSERIES:
        yield _nursery(f"{county}{name}", Ownership.PUBLIC, urban)
    for order, name in enumerate(PRIVATE_NURSERIES):
        private = Ownership.PRIVATE if order % 5 == 4 else Ownership.PRIVATE_INCLUSIVE
        yield _nursery(f"{county}{name}", private, urban)


def _of_town(county: str, town: str, number: int, scale: Scale) -> Iterator[School]:
    place = UrbanRural.TOWN if town.endswith("镇") else UrbanRural.RURAL
    primary, public = (Stage.PRI,), Ownership.PUBLIC
    yield School(f"{county}{town}中心小学", Kind.SCHOOL, primary, "21", public, place)
    yield School(f"{county}{town}初级中学", Kind.SCHOOL, (Stage.JUN,), "31", public, place)
    yield _nursery(f"{county}{town}中心幼儿园", public, place)
    if town == "沙河乡":
        yield School(f"{county}{town}完全小学", Kind.SCHOOL, primary, "21", public, place)
    if not scale.villages:
        return
    if number == 1:
        yield School(f"{county}{town}中学", Kind.SCHOOL, (Stage.SEN,), "34", public, place)
    for village in VILLAGES[: 2 if number < 5 else 1]:
        yield School(f"{county}{town}{village}小学", Kind.SCHOOL, primary, "21", public, UrbanRural.RURAL)
    for order, village in enumerate(VILLAGES[: 3 if number < 4 else 4]):
        run_by = public if order == 0 else Ownership.PRIVATE_INCLUSIVE
        yield _nursery(f"{county}{town}{village}幼儿园", run_by, UrbanRural.RURAL)


def _nursery(name: str, ownership: Ownership, place: UrbanRural) -> School:
    return School(name, Kind.KINDERGARTEN, (Stage.KG,), "11", ownership, place)
