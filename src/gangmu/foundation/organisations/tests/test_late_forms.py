"""Two people over one unit: the late form keeps what was typed and can be sent again."""

import re
from datetime import date

from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.models import Organisation
from gangmu.foundation.organisations.services import rename


def test_a_late_renaming_keeps_what_was_typed_and_its_next_preview_tells_the_newer_name(cast):
    unit, client = cast.own.school, cast.client("蒋管理")
    address = f"/units/{unit.pk}/rename/"
    opened = re.search(r'name="version" value="(\d+)"', client.get(address).content.decode())[1]
    with acting_as(SystemActor("同事")):
        rename(unit, date(2026, 3, 1), "青山县第二实验小学", "批复一")
    typed = {"on": "2026-03-02", "name": "青山县阳光小学", "short_name": "", "basis": "批复二"}
    late = client.post(address, {**typed, "version": opened})
    page = late.content.decode()
    assert late.status_code == 422
    assert "您填的内容都还在，请再预览一次" in page and 'value="青山县阳光小学"' in page
    again = {**typed, "version": re.search(r'name="version" value="(\d+)"', page)[1]}
    assert "由 青山县第二实验小学 改为 青山县阳光小学" in client.post(address, again).content.decode()
    assert client.post(address, {**again, "confirmed": "1"}).status_code == 302
    assert Organisation.objects.get(pk=unit.pk).name == "青山县阳光小学"
