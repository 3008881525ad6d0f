"""Tests of the working surface."""
