"""A mapping profile is made from a sample and read the same way at the next import."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gangmu.applications.planning.models import PublicityItem
from gangmu.foundation.registers.models import ImportRun, MappingProfile
from gangmu.foundation.registers.tests.test_imports import NAME, commit, line, page_of, table

#: A system's export: its titles are nobody's here, its codes are its own.
FOREIGN = ("机构", "稿名", "发表处", "层级", "日期")


@pytest.fixture
def clerk(cast):
    return cast.client("小陈")


def export(cast, *titles, level="三级"):
    return table(
        [[cast.own.school.name, title, "县报", level, "2026-03-01"] for title in titles], FOREIGN, ("某系统导出", "单位：篇")
    )  # fmt: skip


def hand_in(client, data):
    answer = client.post(f"{NAME}/import/", {"file": SimpleUploadedFile("导出.xlsx", data)})
    assert answer.status_code == 302
    return ImportRun._base_manager.latest("id")


def match(client, run, **more):
    return client.post(f"/r/my/imports/{run.pk}/", {"act": "match", **more})


def columns(*fields):
    return {f"column-{field}": number for number, field in enumerate(fields)}


ALL = columns("organisation", "title", "medium", "level", "submitted_on")


def make(client, data, rows=1):
    """Match the sample by hand: its head, its columns, its code; and keep it as a profile."""
    run = hand_in(client, data)
    match(client, run, head=3)
    run.refresh_from_db()
    assert (run.state, run.head, run.rows) == ("uploaded", 3, rows)
    match(client, run, head=3, **ALL)
    page = client.get(f"/r/my/imports/{run.pk}/?match=1").content.decode()
    assert 'name="code-level-三级"' in page
    match(client, run, head=3, profile="某系统", **ALL, **{"code-level-三级": "county"})
    return run


def test_a_profile_made_from_a_sample_reads_the_next_table_of_its_source(cast, clerk):
    run = make(clerk, export(cast, "第一课"))
    preview = page_of(clerk, run).context["preview"]
    assert (preview.created, preview.wrong) == (1, 0)
    commit(clerk, run)
    profile = MappingProfile._base_manager.get()
    assert (profile.head, profile.columns["level"], profile.codes) == (
        3,
        "层级",
        {"level": {"三级": "county"}},
    )
    again = hand_in(clerk, export(cast, "第一课", "第二课"))
    assert again.profile == profile
    assert "已采用导入方案“某系统”" in page_of(clerk, again).content.decode()
    match(clerk, again, **ALL)
    preview = page_of(clerk, again).context["preview"]
    assert (preview.created, preview.untouched, preview.wrong) == (1, 1, 0)
    commit(clerk, again)
    assert set(PublicityItem._base_manager.values_list("level", flat=True)) == {"county"}


def test_a_profile_serves_the_units_below_and_nobody_elses(cast, clerk):
    make(clerk, export(cast, "第一课"))
    unit = MappingProfile._base_manager.get().organisation_id
    MappingProfile._base_manager.update(organisation=cast.own.bureau)
    assert hand_in(cast.client("小郑"), export(cast, "第二课")).profile is not None
    foreign = cast.foreign.client("小陈")
    assert hand_in(foreign, export(cast, "第二课")).profile is None
    pk = MappingProfile._base_manager.get().pk
    assert foreign.post(f"{NAME}/import/", {"act": "forget", "profile": pk}).status_code == 404
    MappingProfile._base_manager.update(organisation=unit)
    assert clerk.post(f"{NAME}/import/", {"act": "forget", "profile": pk}).status_code == 302
    for gone in (pk, "", "x"):
        assert clerk.post(f"{NAME}/import/", {"act": "forget", "profile": gone}).status_code == 404
    assert not MappingProfile._base_manager.exists()


def test_a_table_that_lacks_a_column_of_the_profile_is_matched_by_hand(cast, clerk):
    make(clerk, export(cast, "第一课"))
    other = table([line(cast)])
    assert hand_in(clerk, other).profile is None


def test_another_key_finds_the_row_and_refuses_where_several_have_it(cast, clerk):
    commit(clerk, make(clerk, export(cast, "第一课", "第二课"), rows=2))
    data = table([[cast.own.school.name, "第一课", "省报"]], FOREIGN[:3])
    run = hand_in(clerk, data)
    told = columns("organisation", "title", "medium")
    match(clerk, run, head=1, **told, **{"key-title": "on"})
    assert page_of(clerk, run).context["preview"].changed == 1
    several = hand_in(clerk, table([[cast.own.school.name, "第三课", "县报"]], FOREIGN[:3]))
    match(clerk, several, head=1, **told, **{"key-medium": "on"})
    faults = page_of(clerk, several).context["preview"].faults
    assert [fault.words for fault in faults] == ["登记册里有几行都是这样，认不出是哪一行"]
