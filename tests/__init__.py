"""Tests, mirroring the apps; plus journeys, architecture, approved, faults and browser."""
