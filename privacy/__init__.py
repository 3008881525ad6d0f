"""What the registered may ask for (den registrertes rettigheter), and persons who are one."""
