"""Django's entry to the app."""

from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "backup"
