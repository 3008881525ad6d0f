"""The fault campaign: real processes on real servers under load, and everything that goes wrong.

    python -m tests.faults.campaign [--share full|ci|small] [--only NAME ...] [--write]

Each scenario (`scenarios/`) is one function that gives one `Row`; each begins with the same town
on servers of its own, and ends with every invariant asked and the trail verified.
"""
