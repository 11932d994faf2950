"""Routes that nobody has to sign in for, each with its reason. One that is not here and states no permission fails."""

PUBLIC = {
    "accounts:sign-in": "who signs in is not yet signed in",
    "administration:first-run": "before the first account nobody can sign in; afterwards the page is gone",
    "administration:unit-template": "an empty workbook; nothing of the bureau stands in it",
    "ui:icon": "leads to the icon of every page, also of the sign-in page",
    "ui:language": "the language of the sign-in page; kept in a cookie",
    "ui:theme": "light or dark on the sign-in page; kept in a cookie",
}
#: Routes that only take a POST: a GET, which a link or a preview can send, changes nothing.
POST_ONLY = frozenset(
    {
        "checks:confirm", "checks:judge", "checks:settle", "checks:source", "jobs:cancel", "jobs:repeat", "ledger:year-carry", "ledger:step-decide", "notices:again", "notices:open", "notices:read-all", "notices:webhook-test",
        "administration:account-act", "administration:passwords", "administration:reprint",
        "accounts:end-session", "accounts:end-sessions", "accounts:sign-out", "accounts:token-make", "accounts:token-revoke", "calendars:day-remove", "calendars:days", "calendars:term", "calendars:term-remove",
        "ledger:paper-decide", "ledger:paper-issue", "ledger:paper-oa", "ledger:paper-outcome", "ledger:paper-step", "ledger:paper-talk", "ledger:paper-withdraw",
        "ledger:completion-check", "ledger:milestone", "ledger:month-cell", "ledger:month-confirm", "ledger:report-back", "ledger:report-confirm",
        "ledger:report-return", "ledger:request-decide", "ledger:request-reassign", "ledger:request-withdraw", "ledger:source-present", "ledger:task-light", "ledger:task-reopen", "ledger:task-return",
        "ledger:task-sign", "ledger:task-start", "organisations:group-end", "organisations:group-join", "organisations:group-leave", "planning:add", "planning:answer", "planning:assistant",
        "planning:confirm", "planning:draw-in", "planning:give-lead", "planning:merge", "planning:not-listed", "planning:remove", "planning:settle",
        "planning:split", "rolls:promotion-hold", "rolls:promotion-propose", "rolls:promotion-withdraw", "planning:undo", "registers:my-view-remove", "planning:trial", "targets:override-end", "targets:target-override",
        "targets:target-report", "ui:language", "ui:theme",
    }
)  # fmt: skip
