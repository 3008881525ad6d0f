"""Addresses of referrals and of help without a decision: pages, and doors of the API."""

from django.urls import path

from referrals import api, views

CASE = "saker/<str:reference>"
GIVEN = f"{CASE}/uten-vedtak/<uuid:help_id>"
API = "cases/<str:reference>/help-without-decision"

urlpatterns = [
    path("henvisninger/", views.queue, name="referrals"),
    path("bestillinger/hjelp/", views.unit_helps, name="unit-helps"),
    path("bestillinger/hjelp/<uuid:help_id>/", views.unit_help, name="unit-help"),
    path(f"{CASE}/hastegrad/", views.grade, name="grade-referral"),
    path(f"{CASE}/uten-vedtak/", views.home, name="help-without-decision"),
    path(f"{CASE}/uten-vedtak/ny/", views.give, name="give-help"),
    path(f"{GIVEN}/svar/", views.answer, name="answer-day-ten"),
    path(f"{GIVEN}/avslutt/", views.end, name="end-help"),
    path("oppsett/hastegrad/", views.urgency_key, name="urgency-key"),
    path("oppsett/hastegrad/ny/", views.urgency_new, name="urgency-new"),
    path("oppsett/hastegrad/<int:urgency_id>/avslutt/", views.urgency_end, name="urgency-end"),
]

api_patterns = [
    path("referrals/", api.Referrals.as_view()),
    path("cases/<str:reference>/referral-grade/", api.ReferralGrade.as_view()),
    path(f"{API}/", api.HelpWithoutDecision.as_view()),
    path(f"{API}/<uuid:help_id>/answer/", api.AnswerHelp.as_view()),
    path(f"{API}/<uuid:help_id>/end/", api.EndHelp.as_view()),
]
