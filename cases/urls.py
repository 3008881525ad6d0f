"""Addresses of the acts on a case itself, and of drafts."""

from django.urls import path

from cases import views

urlpatterns = [
    path("kladd/", views.save_draft, name="save-draft"),
    path("kladd/andre/", views.others, name="others-writing"),
    path("kladd/forkast/", views.forget_draft, name="forget-draft"),
    path("saker/<str:reference>/ta/", views.take, name="take-case"),
    path("saker/<str:reference>/vent/", views.hold, name="hold-case"),
    path("saker/<str:reference>/fortsett/", views.resume, name="resume-case"),
    path("saker/<str:reference>/tilgang/", views.share, name="share-case"),
    path("saker/<str:reference>/tilgang/avslutt/", views.unshare, name="unshare-case"),
    path("saker/<str:reference>/habilitet/", views.impartiality, name="impartiality"),
    path(
        "saker/<str:reference>/habilitet/trekk/",
        views.take_back_disqualification,
        name="take-back-disqualification",
    ),
    path("oppsett/tjenester/", views.unit_services, name="unit-services"),
    path("oppsett/tjenester/ny/", views.unit_service_new, name="unit-service-new"),
    path(
        "oppsett/tjenester/<int:unit_service_id>/avslutt/",
        views.unit_service_end,
        name="unit-service-end",
    ),
    path("oppsett/sakens-gang/", views.policies, name="policies"),
    path("oppsett/sakens-gang/ny/", views.policy_new, name="policy-new"),
    path("oppsett/sakens-gang/<int:policy_id>/avslutt/", views.policy_end, name="policy-end"),
]
