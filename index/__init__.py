"""Cases one can search."""
