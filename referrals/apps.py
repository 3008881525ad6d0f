"""Django's entry to the app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
