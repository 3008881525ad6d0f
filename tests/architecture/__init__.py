"""Tests about the house itself: rooms, doors, actions, events, sizes."""
