"""Kartlegging, trial of measures (utprøving), the recommendation (innstilling)."""
