"""Addresses of «Drift»: how the machinery is, and what was put aside."""

from django.urls import path

from watch import views

_PARKED = "oppsett/drift/<uuid:attempt_id>/"

urlpatterns = [
    path("oppsett/drift/", views.operation, name="operation"),
    path(f"{_PARKED}prov-igjen/", views.try_again, name="try-work-again"),
    path(f"{_PARKED}la-ligge/", views.let_go, name="let-work-go"),
]
