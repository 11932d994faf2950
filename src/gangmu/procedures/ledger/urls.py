"""Addresses of the ledger."""

from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import page
from gangmu.procedures.ledger.views import (
    entering,
    loop,
    month,
    papers,
    reminding,
    rules,
    sheets,
    systems,
    tasks,
)

prefix = "ledger/"
urlpatterns = [
    page("systems/", systems.systems, "systems", "ledger.task:view"),
    page("tasks/<int:pk>/", tasks.task, "task", "ledger.task:view"),
    page("tasks/<int:pk>/edit/", tasks.edit, "task-edit", "ledger.task:edit"),
    page("tasks/<int:pk>/units/", tasks.units, "task-units", "ledger.task:edit"),
    page("tasks/<int:pk>/steps/", tasks.steps, "task-steps", "ledger.task:edit"),
    page("tasks/<int:pk>/sign/", require_POST(loop.sign), "task-sign", "ledger.task:sign"),
    page("tasks/<int:pk>/return/", require_POST(loop.give_back), "task-return", "ledger.task:sign"),
    page("tasks/<int:pk>/ask/", loop.ask, "task-ask", "ledger.task:advance"),
    page("tasks/<int:pk>/complete/", loop.complete, "task-complete", "ledger.task:advance"),
    page("tasks/<int:pk>/start/", require_POST(loop.start), "task-start", "ledger.task:advance"),
    page("tasks/<int:pk>/reopen/", require_POST(loop.reopen), "task-reopen", "ledger.task:check"),
    page("tasks/<int:pk>/light/", require_POST(loop.light), "task-light", "ledger.light:override"),
    page("milestones/<int:pk>/", require_POST(loop.milestone), "milestone", "ledger.task:advance"),
    page("requests/<int:pk>/decide/", require_POST(loop.decide), "request-decide", "ledger.task:decide"),
    page("requests/<int:pk>/reassign/", require_POST(loop.decide), "request-reassign", "ledger.task:check"),
    page(
        "requests/<int:pk>/withdraw/", require_POST(loop.withdraw), "request-withdraw", "ledger.task:advance"
    ),
    page("completions/<int:pk>/check/", require_POST(loop.check), "completion-check", "ledger.task:check"),
    page("enter/", entering.enter, "enter", "ledger.task:edit"),
    page("paste/", entering.paste, "paste", "ledger.task:edit"),
    page("tasks/<int:pk>/source/", entering.source, "task-source", "ledger.task:edit"),
    page("tasks/<int:pk>/again/", entering.again, "task-again", "ledger.task:check"),
    page("tasks/<int:pk>/months/", rules.months, "task-months", "ledger.task:advance"),
    page("sources/<int:pk>/present/", require_POST(entering.present), "source-present", "ledger.task:check"),
    page("rules/", rules.rules, "rules", "ledger.rule:edit"),
    page("month/", month.month, "month", "ledger.task:advance"),
    page("month/cell/", require_POST(month.cell), "month-cell", "ledger.task:advance"),
    page("month/confirm/", require_POST(month.confirm_all), "month-confirm", "ledger.task:sign"),
    page("reports/<int:pk>/confirm/", require_POST(month.confirm), "report-confirm", "ledger.task:sign"),
    page("reports/<int:pk>/back/", require_POST(month.send_back), "report-back", "ledger.task:sign"),
    page("reports/<int:pk>/return/", require_POST(month.send_back), "report-return", "ledger.task:check"),
    page("papers/new/", papers.propose, "paper-new", "ledger.paper:propose"),
    page("papers/register/", papers.register, "paper-register", "ledger.paper:issue"),
    page("papers/rules/", papers.rules, "paper-rules", "ledger.rule:edit"),
    page("papers/<int:pk>/", papers.paper, "paper", "ledger.paper:view"),
    page("papers/<int:pk>/document/", papers.document, "paper-document", "ledger.paper:view"),
    page("papers/<int:pk>/edit/", papers.edit, "paper-edit", "ledger.paper:edit"),
    page("papers/<int:pk>/decide/", require_POST(papers.decide), "paper-decide", "ledger.paper:decide"),
    page("papers/<int:pk>/step/", require_POST(papers.step), "paper-step", "ledger.paper:handle"),
    page("papers/<int:pk>/issue/", require_POST(papers.issue), "paper-issue", "ledger.paper:issue"),
    page("papers/<int:pk>/oa/", require_POST(papers.in_oa), "paper-oa", "ledger.paper:issue"),
    page(
        "papers/<int:pk>/withdraw/", require_POST(papers.withdraw), "paper-withdraw", "ledger.paper:propose"
    ),
    page("papers/<int:pk>/talk/", require_POST(papers.talk), "paper-talk", "ledger.paper:edit"),
    page("papers/<int:pk>/outcome/", require_POST(papers.outcome), "paper-outcome", "ledger.task:advance"),
    page("table/", sheets.table, "table", "ledger.task:view"),
    page("table/file/", sheets.table_file, "table-file", "ledger.task:view"),
    page("table/layouts/new/", sheets.layout_new, "layout-new", "ledger.task:edit"),
    page("table/layouts/<int:pk>/", sheets.layout_edit, "layout", "ledger.task:edit"),
    page("workbooks/", sheets.workbooks, "workbooks", "ledger.task:edit"),
    page("workbooks/<int:pk>/", sheets.workbook, "workbook", "ledger.task:edit"),
    page("workbooks/<int:pk>/file/", sheets.workbook_file, "workbook-file", "ledger.task:edit"),
    page("reminding/", reminding.reminding, "reminding", "ledger.task:check"),
    page("reminding/rules/", reminding.rules, "reminding-rules", "ledger.rule:edit"),
    page(
        "reminding/<int:pk>/decide/",
        require_POST(reminding.decide_step),
        "step-decide",
        "ledger.paper:decide",
    ),
]
