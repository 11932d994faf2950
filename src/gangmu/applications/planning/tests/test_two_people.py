"""Two people on one item of the review screen: nothing typed is lost, and each sees what the other changed."""

import re

import pytest

from gangmu.applications.planning.choices import ItemKind, Stage
from gangmu.applications.planning.models import ReadItem
from gangmu.applications.planning.services.reviewing import edit_item, remove_item
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.applications.planning.tests.test_from_document_to_year import PLAN
from gangmu.foundation.kernel.actors import acting_as


@pytest.fixture
def version(cast):
    with acting_as(cast.actor("张主任")):
        return paste_version(cast.own.bureau, Stage.DRAFT, PLAN)


def first(version, kind):
    return ReadItem._base_manager.filter(document=version, kind=kind).order_by("start").first()


def opened(client, item):
    """Open an item's form; return what a browser would send back untouched."""
    page = client.get(f"/plans/items/{item.pk}/", headers={"HX-Request": "true"}).content.decode()
    sent = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        sent[name[1]] = value[1] if value else ""
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', inside)
        sent[name] = chosen if "multiple" in page else (chosen or [""])[0]
    return {name: value for name, value in sent.items() if value not in ([], None)}


def send(client, item, sent):
    return client.post(f"/plans/items/{item.pk}/", sent, headers={"HX-Request": "true"})


def change(cast, item, **changes):
    """Let a colleague correct the item meanwhile."""
    with acting_as(cast.actor("小陈")):
        fresh = ReadItem._base_manager.get(pk=item.pk)
        edit_item(fresh, fresh.version, changes)


def test_a_late_form_keeps_what_was_typed_and_shows_what_the_other_changed(cast, version):
    task, client = first(version, ItemKind.TASK), cast.client("张主任")
    sent = opened(client, task)
    change(cast, task, name="新增小学学位（小陈）", due_on="2026-09-30")
    answer = send(client, task, {**sent, "name": "新增学位（主任）"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "小陈" in page, "who changed it is told"
    assert "<td>新增小学学位（小陈）</td><td>新增学位（主任）</td>" in page
    assert 'value="新增学位（主任）"' in page
    assert ReadItem._base_manager.get(pk=task.pk).name == "新增小学学位（小陈）"


def test_saved_once_more_the_typed_field_is_written_and_the_others_change_stays(cast, version):
    task, client = first(version, ItemKind.TASK), cast.client("张主任")
    sent = opened(client, task)
    change(cast, task, due_on="2026-09-30")
    late = send(client, task, {**sent, "name": "新增学位（主任）"}).content.decode()
    assert "您没有动这一项，表中已换成新内容" in late
    again = {
        name: re.search(rf'name="{name}" value="([^"]*)"', late)[1]
        for name in ("version", "name", "initial-name", "due_on", "initial-due_on")
    }
    assert send(client, task, {**sent, **again}).status_code == 200
    held = ReadItem._base_manager.get(pk=task.pk)
    assert (held.name, str(held.due_on)) == ("新增学位（主任）", "2026-09-30")


def test_a_target_s_late_form_names_choices_in_words(cast, version):
    target, client = first(version, ItemKind.TARGET), cast.client("张主任")
    sent = opened(client, target)
    change(cast, target, value=900.0, met_when="exactly")
    page = send(client, target, {**sent, "value": "850"}).content.decode()
    assert "<td>900</td><td>850</td>" in page
    assert "<td>恰好等于才达成</td>" in page


def test_an_item_removed_meanwhile_is_not_brought_back_by_its_form(cast, version):
    task, client = first(version, ItemKind.TASK), cast.client("张主任")
    sent = opened(client, task)
    with acting_as(cast.actor("小陈")):
        remove_item(task, task.version)
    assert send(client, task, sent).status_code == 404
    assert not ReadItem._base_manager.filter(pk=task.pk).exists()
