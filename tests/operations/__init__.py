"""How the application is set up, started and kept: servers, container, commands."""
