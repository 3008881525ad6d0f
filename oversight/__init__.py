"""Looks that nobody gave the work for: the reason one gave, and the control of it."""
