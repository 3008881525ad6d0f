"""Intake: what came in, and what it became."""
