"""Addresses of the rules, of one deadline, and of what can be done with a task."""

from django.urls import path

from deadlines import views

urlpatterns = [
    path("oppsett/frister/", views.kinds, name="kinds"),
    path("oppsett/frister/egne/", views.own_terms, name="own-terms"),
    path("oppsett/frister/egne/ny/", views.own_term_new, name="own-term-new"),
    path(
        "oppsett/frister/egne/<int:own_term_id>/avslutt/",
        views.own_term_end,
        name="own-term-end",
    ),
    path("frister/<uuid:deadline_id>/", views.deadline, name="deadline"),
    path("frister/<uuid:deadline_id>/utsett/", views.extend, name="extend-deadline"),
    path("frister/<uuid:deadline_id>/fulgt-opp/", views.settle, name="settle-deadline"),
    path("frister/<uuid:deadline_id>/svar/", views.answer, name="answer-received"),
    path("saker/<str:reference>/fordel/", views.assign, name="assign-case"),
    path("saker/<str:reference>/oppgaver/ta/", views.take, name="take-task"),
    path("saker/<str:reference>/oppgaver/vent/", views.hold, name="hold-task"),
    path("saker/<str:reference>/oppgaver/fortsett/", views.resume, name="resume-task"),
    path("saker/<str:reference>/oppgaver/fordel/", views.give, name="give-task"),
]
