"""Raw documents to cases."""
