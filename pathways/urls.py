"""Addresses of the board, of a case's pathway and its acts, and of their API."""

from django.urls import path

from pathways import api, views

urlpatterns = [
    path("forlop/", views.board, name="board"),
    path("saker/<str:reference>/innstilling/", views.recommendation, name="recommendation"),
    path(
        "saker/<str:reference>/innstilling/send/",
        views.send_recommendation,
        name="send-recommendation",
    ),
    path(
        "saker/<str:reference>/innstilling/ta-tilbake/",
        views.take_back_recommendation,
        name="take-back-recommendation",
    ),
    path("saker/<str:reference>/kort/", views.short_course, name="short-course"),
    path("saker/<str:reference>/forlop/", views.overview, name="case-pathway"),
    path("saker/<str:reference>/forlop/overfor/", views.hand_over, name="hand-over"),
    path("saker/<str:reference>/forlop/ansvar/", views.transfer, name="transfer-responsibility"),
    path("saker/<str:reference>/forlop/ta-imot/", views.accept, name="accept-handover"),
    path("saker/<str:reference>/forlop/avsla/", views.decline, name="decline-handover"),
    path("saker/<str:reference>/forlop/trekk/", views.take_back, name="take-back-handover"),
    path("saker/<str:reference>/forlop/behold/", views.keep, name="settle-decline"),
    path("saker/<str:reference>/forlop/sporsmal/", views.ask, name="ask-question"),
    path(
        "saker/<str:reference>/forlop/sporsmal/<uuid:question>/",
        views.answer,
        name="answer-question",
    ),
    path("saker/<str:reference>/forlop/send/", views.send_on, name="send-to-decision"),
    path("saker/<str:reference>/forlop/tilbake/", views.send_back, name="return-to-assessor"),
    path("saker/<str:reference>/forlop/avslutt/", views.close, name="close-pathway"),
]

api_patterns = [
    path("cases/<str:reference>/short/", api.AssessAndSend.as_view()),
    path("cases/<str:reference>/recommendation/take-back/", api.TakeBackRecommendation.as_view()),
    path("cases/<str:reference>/handover/", api.ProposeHandover.as_view()),
    path("cases/<str:reference>/handover/accept/", api.AcceptHandover.as_view()),
    path("cases/<str:reference>/handover/decline/", api.DeclineHandover.as_view()),
    path("cases/<str:reference>/handover/take-back/", api.TakeBackHandover.as_view()),
    path("cases/<str:reference>/handover/keep/", api.SettleDecline.as_view()),
    path("cases/<str:reference>/questions/", api.AskQuestion.as_view()),
    path("cases/<str:reference>/questions/<uuid:question>/answer/", api.AnswerQuestion.as_view()),
    path("cases/<str:reference>/send-to-decision/", api.SendToDecision.as_view()),
    path("cases/<str:reference>/return-to-assessor/", api.ReturnToAssessor.as_view()),
    path("cases/<str:reference>/pathway/close/", api.ClosePathway.as_view()),
]
