"""What several test files share: one Elasticsearch for the whole session, started when the first test asks for it."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

sys.path.insert(0, str(Path(__file__).parent))
import elastic_server


def elastic_or_skip() -> None:
    """Skip the test where the machine has no Java; fail instead where ``.ci/run`` said that it must."""
    lack = elastic_server.missing()
    if lack is not None and os.environ.get("JOINTCHARGE_REQUIRE_ELASTIC"):
        pytest.fail(f"Elasticsearch must be tested here, but {lack}")
    if lack is not None:
        pytest.skip(f"no Elasticsearch to test with: {lack}")


@pytest.fixture(scope="session")
def elastic_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an Elasticsearch that all workers share; it ends with the process that started the workers."""
    return _shared(tmp_path_factory, "elastic").split()[0]


class SecureServer(NamedTuple):
    """An Elasticsearch with TLS and passwords."""

    url: str
    ca_file: Path


@pytest.fixture(scope="session")
def elastic_secure(tmp_path_factory: pytest.TempPathFactory) -> SecureServer:
    """One with TLS and passwords, shared alike."""
    words = _shared(tmp_path_factory, "elastic-secure", "--secure").split()
    return SecureServer(words[0], Path(words[-1]))


def _shared(tmp_path_factory: pytest.TempPathFactory, name: str, *flags: str) -> str:
    """What the server says when it is ready; the first worker to ask starts it."""
    elastic_or_skip()
    parallel = "PYTEST_XDIST_WORKER" in os.environ
    folder = tmp_path_factory.getbasetemp().parent if parallel else tmp_path_factory.getbasetemp()
    told = folder / f"{name}-told"
    with FileLock(folder / f"{name}.lock"):
        if not told.exists():
            owner = os.getppid() if parallel else os.getpid()
            told.write_text(_started(owner, folder / f"{name}-out", *flags))
    return told.read_text()


def _started(owner: int, out: Path, *flags: str) -> str:
    quick = "--java=-XX:TieredStopAtLevel=1"  # compiles less: sooner ready
    command = [sys.executable, elastic_server.__file__, quick, "--while", str(owner), *flags]
    with out.open("wb") as file:
        server = subprocess.Popen(command, stdout=file, stderr=file, stdin=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + elastic_server.START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        if (said := out.read_text()).endswith("\n"):
            return said
        time.sleep(0.1)
    pytest.fail(f"Elasticsearch did not start: {out.read_text()[-1500:]}")
