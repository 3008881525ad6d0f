"""Vedtak: draft, approval, issue, letter text."""
