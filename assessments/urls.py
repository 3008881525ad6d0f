"""Addresses of kartlegging, utprøving and innstilling: pages, and doors of the API."""

from django.urls import path

from assessments import api
from assessments.views import assessment, recommendation, register, trial

CASE = "saker/<str:reference>"

urlpatterns = [
    path("soknader/ny/start/", register.register_and_start, name="register-and-start"),
    path(f"{CASE}/kartlegging/", assessment.home, name="assessment-home"),
    path(f"{CASE}/kartlegging/start/", assessment.start, name="start-assessment"),
    path(f"{CASE}/kartlegging/skjema/", assessment.sheet, name="assessment-sheet"),
    path(f"{CASE}/kartlegging/<int:n>/", assessment.show, name="assessment"),
    path(f"{CASE}/kartlegging/<int:n>/skjema/", assessment.sheet, name="filled-sheet"),
    path(f"{CASE}/kartlegging/<int:n>/vis/", assessment.for_person, name="assessment-for-person"),
    path(f"{CASE}/kartlegging/<int:n>/endre/", assessment.edit, name="edit-assessment"),
    path(f"{CASE}/kartlegging/<int:n>/fullfor/", assessment.complete, name="complete-assessment"),
    path(f"{CASE}/kartlegging/<int:n>/<slug:slug>/", assessment.step, name="assessment-step"),
    path(f"{CASE}/utproving/", trial.home, name="trials"),
    path(f"{CASE}/utproving/ny/", trial.start, name="start-trial"),
    path(f"{CASE}/utproving/<uuid:trial>/avslutt/", trial.end, name="end-trial"),
    path(f"{CASE}/utproving/<uuid:trial>/svar/", trial.answer, name="answer-trial"),
    path(f"{CASE}/innstilling/lagre/", recommendation.save, name="save-recommendation"),
]

api_patterns = [
    path("cases/<str:reference>/assessments/", api.Assessments.as_view()),
    path("cases/<str:reference>/assessments/<int:n>/", api.Assessment.as_view()),
    path("cases/<str:reference>/assessments/<int:n>/complete/", api.CompleteAssessment.as_view()),
    path("cases/<str:reference>/assessments/<int:n>/edit/", api.EditAssessment.as_view()),
    path("cases/<str:reference>/trials/", api.Trials.as_view()),
    path("cases/<str:reference>/trials/<uuid:trial>/end/", api.EndTrial.as_view()),
    path("cases/<str:reference>/recommendation/", api.Recommendation.as_view()),
    path("cases/<str:reference>/recommendation/submit/", api.SubmitRecommendation.as_view()),
]
