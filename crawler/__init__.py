"""Portals to raw documents: fetches, archives, resumes."""
