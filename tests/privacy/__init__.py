"""The rights of the registered, and persons who are one."""
