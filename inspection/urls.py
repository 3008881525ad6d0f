"""Addresses of the auditor's room."""

from django.urls import path

from inspection import views

urlpatterns = [
    path("internkontroll/", views.samples, name="samples"),
    path("internkontroll/ny/", views.new_sample, name="new-sample"),
    path("internkontroll/avvik/<uuid:deviation_id>/", views.deviation, name="told-deviation"),
    path("internkontroll/<uuid:sample_id>/", views.sample, name="sample"),
    path("internkontroll/<uuid:sample_id>/uttrekk/", views.take_out_sample, name="take-out-sample"),
    path("internkontroll/<uuid:sample_id>/<int:n>/", views.inspect, name="inspect-case"),
    path("uttrekk/", views.extracts, name="extracts"),
]
