"""Pages about people, and the set-up of users and units."""

from people.views import residents, setup

__all__ = ["residents", "setup"]
