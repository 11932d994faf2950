"""The own page: my figures with their lights, and what others changed since I last looked."""

from datetime import date, timedelta

import pytest

from gangmu.applications.planning.choices import Stage
from gangmu.applications.planning.services.adopting import adopt_plan
from gangmu.applications.planning.services.uploading import paste_version
from gangmu.applications.planning.tests.test_from_document_to_year import PLAN, settle_everything
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.accounts.services import SITTING, look
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import acting_as
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.services.tasks import update_task


@pytest.fixture
def adopted(cast):
    with acting_as(cast.actor("张主任")):
        version = paste_version(cast.own.bureau, Stage.ISSUED, PLAN)
        settle_everything(version)
        return adopt_plan(version, "局党组会第3次会议", date(2026, 3, 5))


def looked(name, hours):
    """Let a person have looked at the own page so many hours ago."""
    Account.objects.filter(person__name=name).update(
        looked_at=clock.now() - timedelta(hours=hours), looked_before_at=None
    )


def home(cast, name):
    return cast.client(name).get("/").content.decode()


def test_a_section_sees_the_targets_of_the_tasks_that_it_leads_and_no_others(cast, adopted):
    page = home(cast, "刘科长").partition("我的数")[2]
    assert "50" in page.partition("</table>")[0] and "800" not in page.partition("</table>")[0]


def test_who_leads_no_task_with_a_target_has_no_panel_of_figures(cast, adopted):
    assert "我的数" not in home(cast, "吴校长")
    assert "我的数" not in home(cast, "褚老师")


def test_the_first_look_tells_of_no_changes_and_the_next_one_of_those_since(cast, adopted):
    assert "上次查看以来" not in home(cast, "刘科长")
    looked("刘科长", 2)
    task = Task._base_manager.get(number__endswith="2", parent__isnull=True)
    with acting_as(cast.actor("张主任")):
        update_task(task, task.version, {"name": "做好新闻宣传"}, note="会议定的")
    page = home(cast, "刘科长").partition("上次查看以来")[2]
    assert "做好新闻宣传" in page and f"/ledger/tasks/{task.pk}/" in page


def test_changes_outside_the_readers_scope_and_ones_own_are_not_told(cast, adopted):
    other = Task._base_manager.get(number__endswith="1", parent__isnull=True)
    for name in ("刘科长", "张主任", "小陈"):
        looked(name, 2)
    with acting_as(cast.actor("张主任")):
        update_task(other, other.version, {"name": "新增学位和校舍"})
    assert "新增学位和校舍" not in home(cast, "刘科长")
    assert "新增学位和校舍" not in home(cast, "张主任").partition("上次查看以来")[2]
    assert "新增学位和校舍" in home(cast, "小陈").partition("上次查看以来")[2]


def test_what_changed_stays_told_through_a_sitting_and_is_gone_in_the_next(cast):
    account = Account.objects.get(person__name="刘科长")
    first = clock.now() - timedelta(days=1)
    account.looked_at = first
    assert look(account) == first
    assert look(account) == first
    account.looked_at = clock.now() - SITTING - timedelta(minutes=1)
    last = account.looked_at
    assert look(account) == last
