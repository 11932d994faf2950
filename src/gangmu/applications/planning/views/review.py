"""The review screen: source and reading side by side, every write by key, by click or by form."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gangmu.applications.planning import coverage, selectors
from gangmu.applications.planning.assistant import configured
from gangmu.applications.planning.choices import ClauseState, ItemKind
from gangmu.applications.planning.item_forms import ItemForm, form_of, own_choices
from gangmu.applications.planning.models import PlanVersion, ReadItem
from gangmu.applications.planning.services import reviewing
from gangmu.applications.planning.services.undoing import last_step, undo_last
from gangmu.foundation.kernel.errors import Refusal
from gangmu.foundation.kernel.sent_numbers import whole_number, whole_numbers
from gangmu.foundation.ui.versioned import kept_in, status_of


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Source and reading of a version, side by side; the two alone for a screen that asks what is there now."""
    document = _version(pk)
    if request.headers.get("HX-Request"):
        return _fragment(request, document)
    return render(request, "planning/review.html", _context(document))


def item(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of one item; a fragment that the review screen swaps in.

    A form that comes after somebody else's change is given back with what was typed, to be saved once more.
    """
    shown = _item(pk)
    units = own_choices(shown.document.plan.organisation_id)

    def opened(data: QueryDict | None = None) -> ItemForm:
        return form_of(_item(pk), data, units)

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with kept_in(form, shown, opened):
            reviewing.edit_item(shown, form.cleaned_data["version"], form.changes())
            return _fragment(request, shown.document)
    context = {"item": shown, "form": form}
    return render(request, "planning/item_form.html", context, status=status_of(form))


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm items."""
    document = _version(pk)
    reviewing.confirm_items(document, _ids(request, "item"))
    return _fragment(request, document)


def not_listed(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare clauses 不单列任务: one, or a section at a time."""
    document = _version(pk)
    reviewing.declare_not_listed(
        document, _ids(request, "clause"), request.POST.get("reason") or _("已含于所在任务")
    )
    return _fragment(request, document)


def give_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one unit lead the tasks of a section that nobody leads yet."""
    document = _version(pk)
    reviewing.give_lead(document, _ids(request, "item"), _number(request, "lead_id"))
    return _fragment(request, document)


def draw_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw text from outside the body into the plan."""
    document = _version(pk)
    reviewing.draw_in(document, _ids(request, "clause"))
    return _fragment(request, document)


def ask_assistant(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the assistant about the clauses that are still open."""
    document = _version(pk)
    assistant = configured(settings.ASSISTANT_ADDRESS, settings.ASSISTANT_MODEL, settings.ASSISTANT_KEY)
    if assistant is None:
        raise Refusal("planning.no_assistant", "没有配置助手，请人工核对")
    reviewing.ask_assistant(document, assistant)
    return _fragment(request, document)


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item from a stretch of the source."""
    document = _version(pk)
    kind = request.POST.get("kind", "")
    if kind not in ItemKind.values:
        raise Http404
    reviewing.add_item(document, kind, _number(request, "start"), _number(request, "end"))
    return _fragment(request, document)


def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item away."""
    return _change(request, pk, lambda shown: reviewing.remove_item(shown, _number(request, "version")))


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last step of who asks."""
    document = _version(pk)
    undo_last(document)
    return _fragment(request, document)


def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two items of one."""
    return _change(
        request,
        pk,
        lambda shown: reviewing.split_item(shown, _number(request, "version"), _number(request, "at")),
    )


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one item of this and the one after it."""

    def joined(shown: ReadItem) -> object:
        after = (
            ReadItem.objects.filter(document=shown.document, kind=shown.kind, start__gt=shown.start)
            .order_by("start")
            .first()
        )
        if after is None:
            raise Refusal("planning.nothing_after", "后面没有可合并的条目")
        return reviewing.merge_items(shown, after, (_number(request, "version"), after.version))

    return _change(request, pk, joined)


def _change(request: HttpRequest, pk: int, work: Callable[[ReadItem], object]) -> HttpResponse:
    shown = _item(pk)
    work(shown)
    return _fragment(request, shown.document)


def _fragment(request: HttpRequest, document: PlanVersion) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return redirect("planning:review", pk=document.pk)
    return render(request, "planning/review_body.html", _context(_version(document.pk)))


def _context(document: PlanVersion) -> dict[str, object]:
    items, clauses = selectors.items_of(document), list(document.clauses.all())
    return {
        "document": document,
        "pieces": selectors.pieces_of(document, clauses, items),
        "sections": selectors.sections_of(clauses, items),
        "units": [] if document.adopted else own_choices(document.plan.organisation_id),
        "outside": [
            (clause, " ".join(document.text[clause.start : clause.end].split()))
            for clause in clauses
            if clause.state == ClauseState.OUTSIDE
        ],
        "clauses_bar": coverage.clause_bar(clauses),
        "owners_bar": coverage.owner_bar(items),
        "disagreements": document.disagreements,
        "last_step": last_step(document),
        "has_assistant": bool(settings.ASSISTANT_ADDRESS) and not document.adopted,
    }


def _item(pk: int) -> ReadItem:
    found: ReadItem = get_object_or_404(ReadItem.objects.select_related("document__plan"), pk=pk)
    return found


def _version(pk: int) -> PlanVersion:
    document = selectors.version_in_scope(pk)
    if document is None:
        raise Http404
    return document


def _ids(request: HttpRequest, name: str) -> list[int]:
    return whole_numbers(request.POST.getlist(name))


def _number(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(name, "")) or 0
