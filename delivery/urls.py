"""Addresses of orders, of the leader's lists, and of their API."""

from django.urls import path

from delivery import api, views

_EDIT = "personer/<uuid:public_id>/rediger/"

urlpatterns = [
    path("bestillinger/", views.orders, name="orders"),
    path("bestillinger/uten-vedtak/", views.expired, name="without-decision"),
    path("bestillinger/apne/", views.obligations, name="obligations"),
    path("bestillinger/<uuid:public_id>/", views.order, name="order"),
    path("bestillinger/<uuid:public_id>/bekreft/", views.confirm, name="confirm-order"),
    path("bestillinger/<uuid:public_id>/avvis/", views.refuse, name="refuse-order"),
    path("bestillinger/<uuid:public_id>/oppstart/", views.start, name="start-order"),
    path("bestillinger/<uuid:public_id>/avslutt/", views.end, name="end-order"),
    path("bestillinger/<uuid:public_id>/send/", views.redirect_to, name="redirect-order"),
    path("bestillinger/<uuid:public_id>/ark/", views.work_sheet, name="work-sheet"),
    path("bestillinger/<uuid:public_id>/adresse/", views.address, name="order-address"),
    path("bestillinger/<uuid:public_id>/spor/", views.ask, name="ask-about-order"),
    path("bestillinger/<uuid:public_id>/tidlig/", views.early, name="early-start"),
    path("bestillinger/<uuid:public_id>/endring/", views.report_change, name="report-change"),
    path("personer/<uuid:public_id>/revurdering/", views.reassess, name="reassess"),
    path(
        "tjenester/<uuid:public_id>/revurdering/", views.reassess_service, name="reassess-service"
    ),
    path("bestillinger/sporsmal/<uuid:asked>/", views.answer, name="answer-about-order"),
    path(
        "personer/<uuid:public_id>/lopende-vedtak/",
        views.register_running,
        name="register-running",
    ),
    path(f"{_EDIT}dodsfall/", views.death, name="person-death"),
    path(f"{_EDIT}dodsfall/angre/", views.death_undo, name="death-undo"),
    path(f"{_EDIT}dodsfall/angret/", views.death_undone, name="death-undone"),
    path(f"{_EDIT}flytting/", views.departure, name="departure"),
    path(f"{_EDIT}flytting/overlevert/", views.handed_over, name="handed-over"),
    path(f"{_EDIT}flytting/angre/", views.departure_undo, name="departure-undo"),
    path("saker/<str:reference>/fullfor/", views.complete, name="complete-case"),
]

api_patterns = [
    path("orders/", api.Orders.as_view()),
    path("orders/<uuid:order>/", api.OneOrder.as_view()),
    path("orders/<uuid:order>/confirm/", api.ConfirmOrder.as_view()),
    path("orders/<uuid:order>/refuse/", api.RefuseOrder.as_view()),
    path("orders/<uuid:order>/start/", api.StartOrder.as_view()),
    path("orders/<uuid:order>/change/", api.ReportChange.as_view()),
    path("people/<uuid:person>/reassessments/", api.Reassessments.as_view()),
    path("orders/<uuid:order>/end/", api.EndOrder.as_view()),
    path("orders/<uuid:order>/redirect/", api.RedirectOrder.as_view()),
    path("orders/<uuid:order>/questions/", api.AskAboutOrder.as_view()),
    path("cases/<str:reference>/complete/", api.CompleteCase.as_view()),
]
