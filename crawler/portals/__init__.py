"""One module per portal, found by walking this package."""
