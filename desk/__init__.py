"""The working surface: lists and pages over several stages; models none."""
