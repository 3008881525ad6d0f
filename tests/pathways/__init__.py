"""Pathways: handover, questions, the board."""
