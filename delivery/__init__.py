"""Utførende tjenester: orders to performing units, start, end."""
