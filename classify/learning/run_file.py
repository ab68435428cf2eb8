"""What a run of training is, in one small file of its work folder, so that no run takes up what another one left there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from jointcharge.records.errors import TaggerError

RUN = "run.json"
RESULTS = ("*.pt", "*.npz", "*.checkpoint")
"""What a run leaves; a folder that holds one of these without the file cannot be told from another run's."""
Run = Mapping[str, Any]
"""Everything that decides the results, by name: digests and numbers, or such things again under one name.

Not where anything lies, nor the device, nor the threads: a killed run goes on whatever these are.
"""


def claim(folder: Path, run: Run) -> None:
    """Make ``folder`` the work folder of ``run``, or see that it is already.

    Raises TaggerError where it holds another run's work, and then leaves it as it is.
    """
    file = folder / RUN
    if not file.exists():
        if any(path for pattern in RESULTS for path in folder.glob(pattern)):
            raise TaggerError(
                f"the work folder {folder} holds results and no {RUN} that says of which run; delete it, or name another with --work"
            )
        _make(folder)
        with FileLock(folder / "run.lock"):
            if not file.exists():
                scratch = file.with_suffix(".part")
                scratch.write_text(json.dumps(_plain(run), indent=1) + "\n", "utf-8")
                scratch.replace(file)
    _compare(file, _plain(run))


def digest_of_text(text: str) -> str:
    """SHA-256 of ``text``."""
    return hashlib.sha256(text.encode()).hexdigest()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TaggerError(
            f"the work folder {folder} cannot be made ({error.strerror}); name another with --work"
        ) from error


def _plain(run: Run) -> dict[str, Any]:
    """As it is read back: tuples are lists in JSON."""
    plain: dict[str, Any] = json.loads(json.dumps(run))
    return plain


def _compare(file: Path, run: Run) -> None:
    try:
        kept = json.loads(file.read_text("utf-8"))
        changed = ", ".join(_changed(kept, run))
    except (OSError, ValueError, AttributeError) as error:
        raise TaggerError(
            f"{file} cannot be read as what a run is; delete the folder, or name another with --work"
        ) from error
    if changed:
        raise TaggerError(
            f"the work folder {file.parent} is of another run, which differs in: {changed}; "
            "name another with --work (or another --out), or delete the folder"
        )


def _changed(kept: Run, run: Run) -> Iterator[str]:
    """What differs, by name; of numbers what was and what is, of digests the name alone."""
    for name in dict.fromkeys([*kept.keys(), *run.keys()]):
        was, now = kept.get(name), run.get(name)
        if isinstance(was, dict) and isinstance(now, dict):
            yield from (f"{one} of {name}" for one in _changed(was, now))
        elif was != now:
            yield name if isinstance(was or now, str) else f"{name} ({was} there, {now} now)"
