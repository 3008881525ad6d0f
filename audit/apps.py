"""Django's entry to the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
