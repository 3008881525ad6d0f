"""Municipality, units, staff, roles, residents, relatives and representatives, access."""
