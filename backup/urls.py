"""Addresses of a restored copy: what waits in it, and the yes of two."""

from django.urls import path

from backup import views

_COPY = "oppsett/gjenopprettet/"

urlpatterns = [
    path(_COPY, views.restored, name="restored-copy"),
    path(f"{_COPY}ta-i-bruk/", views.confirm, name="confirm-copy"),
    path(f"{_COPY}trekk/", views.withdraw, name="withdraw-copy"),
]
