"""Addresses of the first run, and of tables of units."""

from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import page, public
from gangmu.foundation.administration import account_views, audit_views, person_views, unit_views, views

KEYS, SEE, EDIT = "accounts.account:edit", "people.person:view", "people.person:edit"

prefix = "setup/"
urlpatterns = [
    public("", views.first_run, "first-run"),
    public("units.xlsx", views.unit_template, "unit-template"),
    page("units/", unit_views.unit_import, "unit-import", "organisations.unit:edit"),
    page("boundary/", unit_views.boundary, "boundary", "organisations.unit:edit"),
    page("moves.xlsx", unit_views.move_template, "move-template", "organisations.unit:edit"),
    page("accounts/import/", account_views.import_table, "accounts-import", KEYS),
    page("accounts.xlsx", account_views.template, "account-template", KEYS),
    page("accounts/reprint/", require_POST(account_views.reprint), "reprint", KEYS),
    page("accounts/passwords.xlsx", require_POST(account_views.passwords), "passwords", KEYS),
    page("accounts/<int:pk>/", account_views.account, "account", KEYS),
    page("accounts/<int:pk>/<slug:name>/", require_POST(account_views.act), "account-act", KEYS),
    page("persons/new/", person_views.new_person, "person-new", EDIT),
    page("persons/<int:pk>/", person_views.person, "person", SEE),
    page("persons/<int:pk>/<slug:name>/", person_views.act, "person-act", EDIT),
    page("audit/", audit_views.audit, "audit", "administration.audit:view"),
    page("leadership/", person_views.leadership, "leadership", EDIT),
]
