"""The page of one target: value, goal, light with proof, how it is computed, the rows behind it, what was reported."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.datacentre.indicators import indicator
from gangmu.datacentre.targets import selectors, services
from gangmu.datacentre.targets.by_hand import told_by_hand
from gangmu.datacentre.targets.forms import ConfirmForm, OverrideForm, ReportForm
from gangmu.datacentre.targets.models import LightOverride, Target
from gangmu.datacentre.targets.proofs import goal_words, sentence_of
from gangmu.foundation.access.scope import holds
from gangmu.foundation.audit.selectors import history_of
from gangmu.foundation.documents.linked_words import Linked, write_sentences
from gangmu.foundation.kernel import clock
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.results import RowsPath
from gangmu.foundation.kernel.wording import words_of
from gangmu.foundation.registers.filters import rows_behind
from gangmu.foundation.ui.rows import address_of
from gangmu.foundation.ui.templatetags.gangmu import date_words, figure_words
from gangmu.foundation.ui.versioned import kept_in, status_of

#: Rows behind a figure that its own page shows; the rest opens in the register.
FIRST_ROWS = 8
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class RowsShown:
    """The rows behind a figure as far as the reader may see them."""

    title: str
    heads: list[Any]
    lines: list[list[Any]]
    visible: int
    counted: float | None
    address: str | None


def target(request: HttpRequest, pk: int) -> HttpResponse:
    """How one target stands on a day (today)."""
    shown = get_object_or_404(selectors.targets(), pk=pk)
    return render(request, "targets/target.html", _context(shown, _day(request)))


def sentence(request: HttpRequest, pk: int) -> HttpResponse:
    """Give how a target stands on a day (today) as docx; its figure leads to the rows behind it, as far as the reader may see them."""
    told = selectors.evaluate(get_object_or_404(selectors.targets(), pk=pk), _day(request))
    parts = []
    for part in sentence_of(told).parts:
        if isinstance(part, str):
            parts.append(Linked(part))
            continue
        address = address_of(part.rows) if part.rows else None
        parts.append(Linked(figure_words(part), request.build_absolute_uri(address) if address else ""))
    foot = _("数据截至 %(day)s") % {"day": date_words(told.result.effective)}
    answer = HttpResponse(write_sentences([parts], foot), content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="target-{pk}.docx"'
    return answer


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm when a target is met, when it is measured and by which indicator.

    A form that comes after somebody else's change is given back with what was typed, to be saved once more.
    """
    shown = get_object_or_404(Target, pk=pk)

    def opened(data: QueryDict | None = None) -> ConfirmForm:
        return ConfirmForm(get_object_or_404(Target, pk=pk), data)

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept_in(form, shown, opened):
            services.confirm_target(shown, form.cleaned_data["version"], form.changes(), form.values())
            messages.success(request, _("已确认"))
            return redirect("targets:target", pk=pk)
    context = {"target": shown, "form": form}
    return render(request, "targets/confirm.html", context, status=status_of(form))


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a value of a target whose rows no register holds."""
    shown = get_object_or_404(selectors.targets(), pk=pk)
    form = ReportForm(shown, request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.report_value(
                shown, told["value"], told["as_of"], _person(request), told["note"],
                numerator=told.get("numerator"), denominator=told.get("denominator"),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("已填报"))
            return redirect("targets:target", pk=pk)
    return render(request, "targets/target.html", {**_context(shown), "form": form}, status=422)


def override(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a light by hand."""
    shown = get_object_or_404(selectors.targets(), pk=pk)
    form = OverrideForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.override_light(
                shown, told["light"], told["reason"], told["set_on"], _person(request), told["until"]
            )
        except Refusal as refusal:
            form.add_error(None, words_of(refusal))
        else:
            messages.success(request, _("已改灯，理由和署名随灯显示"))
            return redirect("targets:target", pk=pk)
    return render(request, "targets/target.html", {**_context(shown), "override_form": form}, status=422)


def end_override(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a light follow its rule again from today on."""
    row = get_object_or_404(LightOverride, pk=pk)
    services.end_override(row, clock.today())
    messages.success(request, _("已撤销，灯按规则显示"))
    return redirect("targets:target", pk=row.target_id)


def _context(shown: Target, day: date | None = None) -> dict[str, Any]:
    told = selectors.evaluate(shown, day)
    bound = indicator(shown.indicator) if shown.indicator else None
    return {
        "target": shown,
        "told": told,
        "goal": goal_words(told),
        "sentence": sentence_of(told),
        "indicator": bound,
        "rows": _rows(told),
        "reported": shown.reported.all(),
        "history": history_of(shown),
        "may_edit": holds("targets.target:edit", shown.organisation_id),
        "may_report": holds("targets.target:report", shown.organisation_id) and bool(told_by_hand([shown])),
        "may_override": holds("targets.light:override", shown.organisation_id),
        "form": ReportForm(shown),
        "override_form": OverrideForm(initial={"set_on": clock.today()}),
    }


def _rows(told: selectors.Evaluation) -> list[RowsShown]:
    """Return the rows of numerator, denominator and each reason for leaving rows out, within the reader's scope.

    How many rows there are beyond that scope is told of figures that count rows; a sum of seats is no number of rows.
    """
    result = told.result
    if result.rows is None:
        return []
    counts_rows = result.is_count and indicator(result.indicator).numerator.sum_of is None
    counted = result.value if counts_rows else None
    found = [_shown(_("构成该数的行") if result.is_count else _("分子各行"), result.rows, counted)]
    if result.denominator_rows is not None:
        found.append(_shown(_("分母各行"), result.denominator_rows, None))
    found += [_shown(_("未计入的行"), left.rows, float(left.count)) for left in result.excluded if left.rows]
    return found


def _shown(title: str, path: RowsPath, counted: float | None) -> RowsShown:
    with rows_behind(path) as behind:
        if behind is None:
            return RowsShown(title, [], [], 0, counted, None)
        declared, rows = behind
        columns = [column for column in declared.columns if column.in_list]
        lines = [[_cell(column.of(row)) for column in columns] for row in rows[:FIRST_ROWS]]
        heads = [column.label for column in columns]
        return RowsShown(title, heads, lines, rows.count(), counted, address_of(path))


def _cell(value: Any) -> Any:
    """A date in a table: 2026-03-05."""
    return value.isoformat()[:10] if isinstance(value, date) else value


def _person(request: HttpRequest) -> int | None:
    return request.actor.person_id  # type: ignore[attr-defined,no-any-return]


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
