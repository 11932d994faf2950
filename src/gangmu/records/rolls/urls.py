"""Addresses of the roll."""

from django.views.decorators.http import require_POST

from gangmu.foundation.access.routes import page
from gangmu.records.rolls import promotion_views, views

prefix = "rolls/"
VIEW, EDIT = "rolls.pupil:view", "rolls.pupil:edit"
urlpatterns = [
    page("exports/", views.exports, "exports", EDIT),
    page("exports/<int:pk>/", views.export, "export", EDIT),
    page("changes/overdue/", views.overdue, "overdue", VIEW),
    page("changes/<int:pk>/settle/", views.settle, "settle", EDIT),
    page("promotions/", promotion_views.promotions, "promotions", VIEW),
    page("promotions/propose/", require_POST(promotion_views.propose_school), "promotion-propose", EDIT),
    page("promotions/<int:pk>/", promotion_views.promotion, "promotion", VIEW),
    page("promotions/<int:pk>/hold/", require_POST(promotion_views.hold), "promotion-hold", EDIT),
    page(
        "promotions/<int:pk>/withdraw/", require_POST(promotion_views.take_back), "promotion-withdraw", EDIT
    ),
    page("class-sizes/", views.class_sizes, "class-sizes", "rolls.class:view"),
]
