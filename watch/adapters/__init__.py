"""The outside world of the watch: settings of the servers, and mail."""

from watch.adapters.dangers import Danger, dangers, dangers_of_broker, dangers_of_database, refuse
from watch.adapters.mail import send

__all__ = ["Danger", "dangers", "dangers_of_broker", "dangers_of_database", "refuse", "send"]
