"""Søknad, melding, henvendelse: an application is registered."""
