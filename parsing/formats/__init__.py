"""One module per portal format, found by walking this package."""
