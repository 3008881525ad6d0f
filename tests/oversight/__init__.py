"""Tests of looks nobody gave the work for."""
