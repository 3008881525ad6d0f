"""The entrance's doors: the provider, second factors, and what the administrator sets."""
