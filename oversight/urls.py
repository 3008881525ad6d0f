"""Addresses of looks one gives oneself, and of their control."""

from django.urls import path

from oversight import views

urlpatterns = [
    path("saker/<str:reference>/begrunn-innsyn/", views.case_reason, name="case-reason"),
    path("personer/<uuid:public_id>/begrunn-innsyn/", views.person_reason, name="person-reason"),
    path("innsyn/", views.reasons, name="reasons"),
    path("innsyn/uvanlig/", views.signals, name="signals"),
    path("innsyn/uvanlig/<uuid:signal_id>/", views.judge, name="judge-signal"),
    path("innsyn/<uuid:access_id>/", views.control, name="control-access"),
]
