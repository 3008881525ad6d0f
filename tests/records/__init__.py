"""Tests of notes and documents."""
