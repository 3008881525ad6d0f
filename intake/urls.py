"""Addresses of intake: the first contact, its receipt, enquiries, search, and how cases change."""

from django.urls import path

from deadlines.kinds import Kind
from intake import api, views

urlpatterns = [
    path("sok/", views.search, name="search"),
    path("soknader/ny/", views.new, name="new-application"),
    path("soknader/ny/oppslag/", views.look_up, name="look-up"),
    path("soknader/ny/navn/", views.namesakes, name="namesakes"),
    path("soknader/<uuid:public_id>/kvittering/", views.receipt, name="application-receipt"),
    path("personer/<uuid:public_id>/henvendelse/", views.enquiry, name="enquiry"),
    path("henvendelser/<uuid:public_id>/", views.follow_up, name="follow-up-enquiry"),
    path("henvendelser/<uuid:public_id>/gi/", views.give, name="give-enquiry"),
    path("henvendelser/<uuid:public_id>/soknad/", views.make_application, name="make-application"),
    path("saker/<str:reference>/forelopig-svar/", views.reply, name="preliminary-reply"),
    path(
        "saker/<str:reference>/mangelbrev/",
        views.ask,
        {"kind": Kind.MISSING_INFORMATION},
        name="ask-missing",
    ),
    path(
        "saker/<str:reference>/forhandsvarsel/",
        views.ask,
        {"kind": Kind.ADVANCE_NOTICE},
        name="advance-notice",
    ),
    path("saker/<str:reference>/soknad/", views.correct, name="correct-application"),
    path("saker/<str:reference>/avslutt/", views.end, name="end-case"),
    path("saker/<str:reference>/trekk/", views.withdraw, name="withdraw-case"),
    path("saker/<str:reference>/del/", views.split, name="split-case"),
    path("saker/<str:reference>/sla-sammen/", views.merge, name="merge-case"),
]
api_patterns = [
    path("applications/", api.Applications.as_view(), name="api-applications"),
    path("services/", api.Services.as_view(), name="api-services"),
    path("cases/<str:reference>/end/", api.EndCase.as_view(), name="api-end-case"),
]
