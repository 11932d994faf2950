"""A section's month in the browser, from the reminder in the bell to the report that its head has confirmed."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from gangmu.foundation.kernel import clock
from tests.journeys.conftest import PHONE, Site, picture
from tests.journeys.county import SECTION, assign, person, write_progress
from tests.plugins.needs import ROOT

pytestmark = [pytest.mark.wide, pytest.mark.browser]
#: The ladder goes on working days only; a journey on a day of rest takes the working day before.
LADDER = """
import django; django.setup()
from datetime import timedelta
from gangmu.foundation.calendars.selectors import is_working_day
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.actors import SystemActor, acting_as
from gangmu.foundation.organisations.selectors import bureaus_of
from gangmu.procedures.ledger.models import Task
from gangmu.procedures.ledger.services.reminding import run_ladder
bureau = Task._base_manager.order_by("pk").values_list("organisation_id", flat=True)[0]
day = clock.today()
while not is_working_day(day, bureaus_of(bureau)):
    day -= timedelta(days=1)
with acting_as(SystemActor("督办")):
    run_ladder(bureau, day)
"""

#: A browser that keeps pages from the clipboard, and one on plain HTTP, which has none.
REFUSED = "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async () => { throw new Error('no') }}})"
NONE = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


def remind(site: Site) -> None:
    """Let the reminders of the day go out."""
    environment = {
        **os.environ,
        "GANGMU_HOME": str(site.home),
        "DJANGO_SETTINGS_MODULE": "gangmu.project.settings",
    }
    environment.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", LADDER], env=environment, cwd=ROOT, check=True, timeout=240)


def test_a_sections_month_goes_from_the_reminder_to_the_confirmed_report(demo_site, new_page):
    today = clock.today()
    office = person(new_page, demo_site, "bangongshi")
    task = assign(
        office, demo_site, "校园周边环境整治", today - timedelta(days=90), today - timedelta(days=12)
    )
    remind(demo_site)

    section = person(new_page, demo_site, "jijiao", size=PHONE)
    section.goto(demo_site.address + "/notices/")
    told = section.locator("tr", has_text="校园周边环境整治").first
    assert "催办" in told.inner_text()
    picture(section, "section-reminded-phone")
    section.goto(task)
    section.locator("form[action$='/sign/'] button").first.click()
    section.wait_for_selector("text=已签收")

    desk = person(new_page, demo_site, "jijiao")
    write_progress(desk, demo_site, "校园周边环境整治", "已会同街道清理占道经营12处", "部分路段需公安配合")
    picture(desk, "section-confirmed")

    office.goto(task)
    page = office.inner_text("main")
    assert "已会同街道清理占道经营12处" in page
    assert "已确认" in page
    english = person(new_page, demo_site, "fujuzhang", language="en", size=PHONE)
    english.goto(task)
    assert "Confirmed" in english.inner_text("main")
    assert SECTION in english.inner_text("main")


@pytest.mark.parametrize("clipboard", ["", REFUSED, NONE])
def test_the_urging_text_is_copied_whatever_the_browser_allows(shared_site, new_page, clipboard):
    page = person(new_page, shared_site, "office")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(shared_site.address + "/ledger/month/")
    page.evaluate("window.read = navigator.clipboard.readText.bind(navigator.clipboard)")
    if clipboard:
        page.evaluate(clipboard)
    page.get_by_role("button", name="复制催报文字").click()
    page.get_by_role("button", name="已复制").wait_for()
    assert page.evaluate("window.read()") == page.locator("#reminder").text_content()
