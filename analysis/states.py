"""Four answers instead of two: yes, no, missing, not observable; for whole columns at once (numpy int8).

``MISSING`` is what the source could have shown and does not state; ``NOT_OBSERVABLE`` is what it can not show.
Neither is ever a no, and neither enters a denominator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

NOT_OBSERVABLE, MISSING, NO, YES = -2, -1, 0, 1
States: TypeAlias = NDArray[np.int8]
"""One of the four answers per row."""
Mask: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[np.int64]


def any_of(owner: Codes, mask: Mask, size: int) -> Mask:
    """For each of ``size`` owners, whether any of its rows (``owner`` holds row numbers, -1 for none) is in ``mask``."""
    found = np.zeros(size, dtype=bool)
    found[owner[mask & (owner >= 0)]] = True
    return found


def states(yes: Mask, missing: Mask, observable: Mask) -> States:
    """Yes where seen; else not observable, else missing, else no."""
    seen = np.where(missing, MISSING, NO)
    return np.where(yes, YES, np.where(observable, seen, NOT_OBSERVABLE)).astype(np.int8)


def both(one: States, other: States) -> States:
    """Both hold. Not observable as soon as either is: a source that can not show a yes adds no no."""
    hidden = (one == NOT_OBSERVABLE) | (other == NOT_OBSERVABLE)
    refuted = (one == NO) | (other == NO)
    return states((one == YES) & (other == YES), ~refuted, ~hidden)


def to_boolean(one: States) -> pd.Series[Any]:
    """As a pandas ``boolean`` column: null where missing or not observable."""
    import pandas as pd

    return pd.Series(pd.arrays.BooleanArray(one == YES, one < NO))
