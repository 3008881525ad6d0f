"""Django's entry to the app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"
