"""One module per portal, found by walking this package; each offers a Portal as ``PORTAL``."""

from __future__ import annotations

import importlib
import pkgutil

from jointcharge.crawler.portal import Portal
from jointcharge.records.errors import CrawlError


def portal_names() -> list[str]:
    """The names of every portal there is a module for."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def portal_of(name: str) -> Portal:
    """The portal called ``name``. CrawlError, naming those there are, for another."""
    if name not in portal_names():
        raise CrawlError(f"no portal is called {name!r}; choose one of: {', '.join(portal_names())}")
    portal: Portal = importlib.import_module(f"{__name__}.{name}").PORTAL
    return portal
