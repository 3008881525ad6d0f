"""Addresses of the working surface."""

from django.urls import path

from desk import api, views

urlpatterns = [
    path("oppgaver/", views.tasks, name="tasks"),
    path("oppgaver/neste/", views.take_next, name="take-next"),
    path("oppgaver/nye/", views.fresh, name="fresh-tasks"),
    path("oppgaver/oppgaver.xlsx", views.download, {"kind": "xlsx"}, name="tasks-excel"),
    path("oppgaver/oppgaver.csv", views.download, {"kind": "csv"}, name="tasks-csv"),
    path("oppgaver/visninger/", views.views_list, name="saved-views"),
    path("oppgaver/visninger/ny/", views.view_new, name="new-view"),
    path("oppgaver/visninger/<uuid:view_id>/", views.view_rename, name="rename-view"),
    path("oppgaver/visninger/<uuid:view_id>/slett/", views.view_delete, name="delete-view"),
    path("oppgaver/valgte/gi/", views.give_several, name="give-several"),
    path("oppgaver/valgte/vent/", views.hold_several, name="hold-several"),
    path(
        "oppgaver/valgte/gi/kvittering/<slug:receipt_id>/",
        views.given_receipt,
        name="given-receipt",
    ),
    path(
        "oppgaver/valgte/vent/kvittering/<slug:receipt_id>/",
        views.held_receipt,
        name="held-receipt",
    ),
    path("fordeling/", views.sharing, name="sharing"),
    path("fordeling/gi/", views.give_work, name="give-work"),
    path("fordeling/kvittering/<slug:receipt_id>/", views.share_receipt, name="share-receipt"),
    path("fordeling/ansatte/<uuid:staff_id>/", views.team_work, name="team-work"),
    path("saker/", views.case_list, name="cases"),
    path("saker/<str:reference>/", views.case, name="case"),
    path("saker/<str:reference>/tjenester/", views.services, name="case-services"),
    path("saker/<str:reference>/utskrift/", views.printed, name="print-case"),
    path(
        "saker/<str:reference>/historikk/uttrekk/", views.take_out_history, name="take-out-history"
    ),
    path("saker/<str:reference>/dokumenter/pdf/", views.case_pdf, name="case-pdf"),
    path("saker/<str:reference>/uttrekk/", views.take_out_case, name="take-out-case"),
    path("saker/<str:reference>/historikk/", views.history, name="history"),
    path("saker/<str:reference>/historikk/endringer/", views.changes, name="changes"),
    path("personer/<uuid:public_id>/", views.person, name="person"),
    path("personer/<uuid:public_id>/innsyn/", views.looks, name="looks"),
    path("personer/<uuid:public_id>/innsyn/uttrekk/", views.take_out_looks, name="take-out-looks"),
    path("personer/<uuid:public_id>/innsyn/svar/", views.looks_told, name="looks-told"),
    path(
        "personer/<uuid:public_id>/innsyn/svar/svar.pdf",
        views.looks_told_pdf,
        name="looks-told-pdf",
    ),
    path("rettigheter/<uuid:claim_id>/fil/", views.claim_file, name="claim-file"),
    path("innsynslogg/", views.access_log, name="access-log"),
    path("historikk/", views.inspection, name="inspection"),
    path("frister/", views.deadlines, name="deadlines"),
    path("kalender/oppgaver.ics", views.tasks_calendar, name="tasks-calendar"),
    path("kalender/frister.ics", views.calendar, name="calendar"),
]

api_patterns = [
    path("cases/", api.Cases.as_view(), name="api-cases"),
    path("cases/<str:reference>/", api.Case.as_view(), name="api-case"),
    path("cases/<str:reference>/timeline/", api.Timeline.as_view(), name="api-timeline"),
    path("deadlines/", api.Deadlines.as_view(), name="api-deadlines"),
]
