"""What a portal's address says: which case it is, and one spelling for the addresses of one page.

Addresses met for one and the same SHERLOC case page::

    https://www.unodc.org/cld/en/case-law-doc/<crime type>/<country>/<year>/<slug>.html?lng=en&tmpl=sherloc
    https://www.unodc.org/cld/case-law-doc/<crime type>/<country>/<year>/<slug>.html
    https://sherloc.unodc.org/cld/en/case-law-doc/<crime type>/<country>/<slug>.html     (no year)
    /case-law-doc/<crime type>/<country>/<year>/<slug>.html                              (as listed)
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from jointcharge.records.errors import ParseError

_CASE_PATH = re.compile(r"^(?:/cld)?(?:/[a-z]{2})?/case-law-doc/(?P<crime>[^/]+)/(?P<rest>.+)\.html$")
# Not a case: "/cld/en/v3/sherloc/…", "/case-law-doc/<crime type>.html", an attachment below "/cld/uploads/…".
_SAME_HOST = {"sherloc.unodc.org": "www.unodc.org"}
_CASE_QUERY = "lng=en&tmpl=sherloc"


def _case_path_of(url: str) -> re.Match[str] | None:
    return _CASE_PATH.match(unquote(urlsplit(url).path))


def is_case_url(url: str) -> bool:
    """Whether ``url`` is the address of a SHERLOC case page."""
    return _case_path_of(url) is not None


def case_id_of(url: str) -> str:
    """``sherloc:<country>/<year>/<slug>``: the path behind the crime type, percent-decoded, without ``.html``.

    The crime type is left out because one case may be filed under several. Raises ParseError for an
    address that is not a case page's.
    """
    path = _case_path_of(url)
    if path is None:
        raise ParseError(
            f"{url!r} is not the address of a SHERLOC case page: expected"
            " …/case-law-doc/<crime type>/<country>/…/<name>.html; take the address from the portal's search"
        )
    return f"sherloc:{path['rest']}"


def canonical_url(url: str) -> str:
    """One spelling for every address of one page: hosts, ``/cld/en``, percent escapes and query alike.

    An address that is not a case page's loses its fragment only; a file's path stays as it is.
    """
    parts = urlsplit(url)
    if not parts.netloc:
        return url
    host = _SAME_HOST.get(parts.netloc, parts.netloc)
    path = _case_path_of(url)
    if path is None:
        return urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    spelled = quote(f"/cld/en/case-law-doc/{path['crime']}/{path['rest']}.html", safe="/-._~")
    return urlunsplit((parts.scheme, host, spelled, _CASE_QUERY, ""))
