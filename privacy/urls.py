"""Addresses of the rights of the registered, of persons who are one, and of what is due."""

from django.urls import path

from privacy.views import claims, merging, retention

_PERSON = "personer/<uuid:public_id>/"
_CLAIM = "rettigheter/<uuid:claim_id>/"
_MERGE = "sammenslaing/<uuid:merge_id>/"

urlpatterns = [
    path(f"{_PERSON}rettigheter/", claims.person, name="person-privacy"),
    path(f"{_PERSON}rettigheter/nytt/", claims.new, name="claim-new"),
    path(_CLAIM, claims.claim, name="claim"),
    path(f"{_PERSON}sla-sammen/", merging.new, name="merge-new"),
    path(_MERGE, merging.merge, name="merge"),
    path(f"{_MERGE}bekreft/", merging.confirm, name="merge-confirm"),
    path(f"{_MERGE}trekk/", merging.withdraw, name="merge-withdraw"),
    path(f"{_MERGE}opphev/", merging.undo, name="merge-undo"),
    path(f"{_MERGE}opphev/bekreft/", merging.confirm_undo, name="merge-undo-confirm"),
    path(f"{_MERGE}avvik/", merging.breach, name="merge-breach"),
    path("bevaring/", retention.due, name="retention"),
]
