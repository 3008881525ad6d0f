"""Addresses of decisions, of their API, and of letters that were posted."""

from django.urls import path

from decisions import api, views

_CASE = "saker/<str:reference>/vedtak/"
_ONE = f"{_CASE}<int:n>/"

urlpatterns = [
    path(_CASE, views.overview, name="decisions"),
    path(f"{_CASE}begynn/", views.begin, name="begin-decision"),
    path(f"{_CASE}send-tilbake/", views.send_back, name="return-recommendation"),
    path(_ONE, views.decision, name="decision"),
    path(f"{_ONE}brev/", views.letter, name="decision-letter"),
    path(f"{_ONE}brev/pdf/", views.letter_pdf, name="decision-letter-pdf"),
    path(f"{_ONE}fatt/", views.decide, name="decide"),
    path(f"{_ONE}ta-tilbake/", views.take_back, name="take-back-decision"),
    path(f"{_ONE}hent-inn/", views.renew, name="renew-draft"),
    path(f"{_ONE}kvittering/", views.receipt, name="decision-receipt"),
    path(f"{_ONE}godkjenning/", views.approval, name="approval"),
    path(f"{_ONE}godkjenning/sett/", views.see, name="see-part"),
    path(f"{_ONE}godkjenning/tilbake/", views.give_back, name="return-decision"),
    path("saker/<str:reference>/hastevedtak/", views.urgent, name="urgent-decision"),
    path("saker/<str:reference>/trenger-hjelp/", views.ask, name="ask-for-urgent"),
    path("saker/<str:reference>/haster-ikke/", views.not_urgent, name="answer-urgent"),
    path("saker/<str:reference>/avvik/", views.deviations, name="deviations"),
    path(
        "saker/<str:reference>/avvik/kvittering/<slug:receipt_id>/",
        views.deviations_receipt,
        name="deviations-receipt",
    ),
    path("brev/bunke/<uuid:bundle_id>/sendt/", views.bundle, name="post-bundle"),
    path("brev/<uuid:letter_id>/sendt/", views.by_hand, name="post-letter"),
]
api_patterns = [
    path("cases/<str:reference>/decision/", api.Decision.as_view()),
    path("cases/<str:reference>/urgent-decision/", api.UrgentDecision.as_view()),
    path("cases/<str:reference>/decision/submit/", api.Submit.as_view()),
    path("cases/<str:reference>/decision/approve/", api.Approve.as_view()),
    path("cases/<str:reference>/decision/return/", api.Return.as_view()),
    path("cases/<str:reference>/decision/take-back/", api.TakeBack.as_view()),
    path("cases/<str:reference>/decision/issue/", api.Issue.as_view()),
]
