"""Tests of backups and restored copies."""
