"""Django's entry to the app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
