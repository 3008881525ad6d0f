"""The ways in: who vouches for staff, second factors, and systems that speak for themselves."""
