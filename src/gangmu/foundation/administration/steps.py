"""What a bureau that has just been made still lacks, on the administrator's own page until nothing is missing."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gangmu.foundation.access.scope import holds, reach_of
from gangmu.foundation.accounts.models import Account
from gangmu.foundation.calendars.selectors import school_year_of, terms_of
from gangmu.foundation.kernel import clock
from gangmu.foundation.organisations.choices import Kind
from gangmu.foundation.organisations.selectors import tree
from gangmu.foundation.people.models import Leadership
from gangmu.foundation.people.selectors import holding


@dataclass(frozen=True, slots=True)
class Step:
    """A thing to be set up: what it is, how far it is, where it is done."""

    name: str
    told: str
    address: str
    done: bool


def first_steps(permission: str = "accounts.account:edit") -> list[Step]:
    """Return the steps of setting up a bureau, done or not; empty for who does not keep a bureau's accounts."""
    reach = reach_of(permission) or frozenset()
    standing = tree()
    units = [standing.units[unit_id] for unit_id in reach if unit_id in standing.units]
    bureaus = [unit.id for unit in units if unit.kind == Kind.BUREAU]
    if not bureaus:
        return []
    sections = [unit.id for unit in units if unit.kind == Kind.SECTION]
    below = len(units) - len(bureaus)
    accounts = Account.objects.filter(person__organisation_id__in=reach).count()
    led = Leadership._base_manager.filter(holding(), section_id__in=sections).count()
    terms = terms_of(school_year_of(clock.today()), bureaus)
    return [
        Step(pgettext("列表", "单位"), _("已有 %(count)s 个下级单位") % {"count": below}, reverse("administration:unit-import"), below > 0),
        Step(_("人员和账号"), _("已有 %(count)s 个账号") % {"count": accounts}, reverse("administration:accounts-import"), accounts > 1),
        Step(
            _("领导分管"), _("%(all)s 个科室中 %(count)s 个已有分管领导") % {"all": len(sections), "count": led},
            reverse("administration:leadership"), bool(sections) and led >= len(sections),
        ),
        Step(_("校历"), _("本学年已设置 %(count)s 个学期") % {"count": len(terms)}, reverse("calendars:calendar"), len(terms) > 1),
    ]  # fmt: skip


def steps_panel(request: HttpRequest) -> str | None:
    """Return the panel of first steps while one of them is open."""
    steps = first_steps() if holds("accounts.account:edit") else []
    if all(step.done for step in steps):
        return None
    return render_to_string("administration/steps.html", {"steps": steps}, request)
