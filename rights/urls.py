"""Addresses of rights: who holds what, the review, a renewal."""

from django.urls import path

from rights import views

urlpatterns = [
    path("tilganger/", views.held, name="rights"),
    path("tilganger/gjennomgang/<uuid:review_id>/", views.review, name="review-rights"),
    path("tilganger/forny/<uuid:ending_id>/", views.renew, name="renew-role"),
]
