"""jointcharge: how rarely corruption is charged alongside human trafficking, from public court records."""

__version__ = "0.1.0"
