"""Backups that only a key kept elsewhere opens, and restored copies, which send nothing."""
