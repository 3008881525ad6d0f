"""Addresses of rights: who holds what, the review, a renewal; roles given, and accounts."""

from django.urls import path

from rights.views import accounts, given, held

_USER = "oppsett/brukere/<uuid:public_id>/"
_ACCOUNT = f"{_USER}konto/<int:account_id>/"

urlpatterns = [
    path("tilganger/", held.held, name="rights"),
    path("tilganger/gjennomgang/<uuid:review_id>/", held.review, name="review-rights"),
    path("tilganger/forny/<uuid:ending_id>/", held.renew, name="renew-role"),
    path("tilganger/forny/<uuid:ending_id>/slutt/", held.let_end, name="let-role-end"),
    path("tilganger/rolle/<uuid:proposal_id>/", given.answer, name="answer-role"),
    path("tilganger/kode/<uuid:code_id>/", accounts.code, name="give-code"),
    path(_USER, given.user, name="user"),
    path(f"{_USER}rolle/", given.role_new, name="role-new"),
    path(f"{_USER}rolle/<int:grant_id>/trekk/", given.role_revoke, name="role-revoke"),
    path(f"{_USER}konto/", accounts.new, name="account-new"),
    path(f"{_ACCOUNT}steng/", accounts.close, name="account-close"),
    path(f"{_ACCOUNT}apne/", accounts.reopen, name="account-open"),
    path(f"{_ACCOUNT}engangskode/", accounts.code_asked, name="account-code"),
]
