"""Django's entry to the app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"
