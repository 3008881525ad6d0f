"""Addresses of the working surface."""

from django.urls import path

from desk import api, views

urlpatterns = [
    path("oppgaver/", views.tasks, name="tasks"),
    path("oppgaver/valgte/gi/", views.give_several, name="give-several"),
    path("oppgaver/valgte/vent/", views.hold_several, name="hold-several"),
    path("saker/", views.case_list, name="cases"),
    path("saker/<str:reference>/", views.case, name="case"),
    path("saker/<str:reference>/tjenester/", views.services, name="case-services"),
    path("saker/<str:reference>/utskrift/", views.printed, name="print-case"),
    path("saker/<str:reference>/historikk/", views.history, name="history"),
    path("personer/<uuid:public_id>/", views.person, name="person"),
    path("historikk/", views.inspection, name="inspection"),
    path("frister/", views.deadlines, name="deadlines"),
    path("kalender/frister.ics", views.calendar, name="calendar"),
]

api_patterns = [
    path("cases/", api.Cases.as_view(), name="api-cases"),
    path("cases/<str:reference>/", api.Case.as_view(), name="api-case"),
    path("cases/<str:reference>/timeline/", api.Timeline.as_view(), name="api-timeline"),
    path("deadlines/", api.Deadlines.as_view(), name="api-deadlines"),
]
