"""Rights that end: told of before, gone through each quarter, ended where nobody says yes."""
