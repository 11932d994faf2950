"""Addresses of planning."""

from django.views.decorators.http import require_POST

from gangmu.applications.planning.views import answers, plans, review, table
from gangmu.foundation.access.routes import page

prefix = "plans/"
READ, REVIEW, ADOPT, ANSWER = (
    "planning.plan:view",
    "planning.plan:review",
    "planning.plan:adopt",
    "planning.draft:answer",
)
urlpatterns = [
    page("", plans.plans, "plans", READ),
    page("upload/", plans.upload, "upload", REVIEW),
    page("<int:pk>/", plans.plan, "plan", READ),
    page("<int:pk>/upload/", plans.upload, "upload-version", REVIEW),
    page("versions/<int:pk>/", review.review, "review", REVIEW),
    page("versions/<int:pk>/confirm/", require_POST(review.confirm), "confirm", REVIEW),
    page("versions/<int:pk>/not-listed/", require_POST(review.not_listed), "not-listed", REVIEW),
    page("versions/<int:pk>/lead/", require_POST(review.give_lead), "give-lead", REVIEW),
    page("versions/<int:pk>/draw-in/", require_POST(review.draw_in), "draw-in", REVIEW),
    page("versions/<int:pk>/add/", require_POST(review.add), "add", REVIEW),
    page("versions/<int:pk>/undo/", require_POST(review.undo), "undo", REVIEW),
    page("versions/<int:pk>/withdraw/", plans.withdraw, "withdraw", REVIEW),
    page("versions/<int:pk>/changes/", plans.changes, "changes", READ),
    page("versions/<int:pk>/trial/", require_POST(plans.trial), "trial", REVIEW),
    page("versions/<int:pk>/adopt/", plans.adopt, "adopt", ADOPT),
    page("versions/<int:pk>/assistant/", require_POST(review.ask_assistant), "assistant", REVIEW),
    page("versions/<int:pk>/table/", table.table, "table", REVIEW),
    page("versions/<int:pk>/answers/", answers.given_answers, "given-answers", REVIEW),
    page("items/<int:pk>/", review.item, "item", REVIEW),
    page("items/<int:pk>/remove/", require_POST(review.remove), "remove", REVIEW),
    page("items/<int:pk>/split/", require_POST(review.split), "split", REVIEW),
    page("items/<int:pk>/merge/", require_POST(review.merge), "merge", REVIEW),
    page("items/<int:pk>/answer/", require_POST(answers.answer), "answer", ANSWER),
    page("answers/", answers.answers, "answers", ANSWER),
    page("answers/<int:pk>/settle/", require_POST(answers.settle), "settle", REVIEW),
]
