"""Forløp: the coordinator, handover, questions back."""
