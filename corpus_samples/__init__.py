"""Fictional sample cases as the portal would serve them, each with its expected record."""
