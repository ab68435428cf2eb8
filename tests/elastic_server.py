"""A real Elasticsearch on loopback, for tests and benchmarks: one node or several, plain or with TLS and passwords.

The server is Elastic's own minimal distribution for integration tests, fetched by Maven into ``~/.cache/jointcharge-test``
(``JOINTCHARGE_TEST_CACHE`` names another folder). Needs Java 17 and, the first time, Maven:

    python tests/elastic_server.py                   starts one node, prints its address, and waits for Ctrl-C
    python tests/elastic_server.py --nodes 3         three nodes of one cluster
    python tests/elastic_server.py --secure          with TLS, and the user ``tester``
    python tests/elastic_server.py --fetch           only fetches the server
    python tests/elastic_server.py --while PID       ends when that process has ended
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

VERSION = "8.19.21"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
CACHE = Path(os.environ.get("JOINTCHARGE_TEST_CACHE") or Path.home() / ".cache" / "jointcharge-test")
USER, PASSWORD = "tester", "a-password-for-tests"
READER = "reader"
"""A user with the same password who may only read."""
START_SECONDS = 300


class ElasticsearchError(Exception):
    """The server could not be fetched or started; the text says why."""


def missing() -> str | None:
    """What this machine lacks to run the server; None where it lacks nothing."""
    if shutil.which("java") is None:
        return "Java is not installed (apt-get install openjdk-17-jre-headless)"
    if not zip_file().exists() and shutil.which("mvn") is None:
        return f"Maven is not installed (apt-get install maven) and {zip_file()} is not there"
    return None


def zip_file() -> Path:
    """Where the server's zip lies once it is fetched."""
    return CACHE / f"elasticsearch-{VERSION}.zip"


def fetch() -> Path:
    """The server's zip, fetched by Maven where it is not there yet."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "fetch.lock"):
        if not zip_file().exists():
            part = Path(tempfile.mkdtemp(dir=CACHE))
            command = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={part}"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            found = list(part.glob("*.zip"))
            if done.returncode or not found:
                raise ElasticsearchError(f"Maven could not fetch {ARTIFACT}: {(done.stdout + done.stderr)[-400:]}")
            found[0].replace(zip_file())
            shutil.rmtree(part)
    return zip_file()


@dataclass
class Node:
    """One node: its own data, configuration and process."""

    name: str
    folder: Path
    http_port: int
    transport_port: int
    process: subprocess.Popen | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        return self.folder / "out.log"

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)  # its own session: the launcher and the server
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
        _wait_until_free(self.http_port)


class ElasticCluster:
    """One node or several on loopback; also a context manager that stops and removes everything."""

    def __init__(
        self,
        nodes: int = 1,
        *,
        secure: bool = False,
        heap: str = "512m",
        java: str = "",
        settings: tuple[str, ...] = (),
    ) -> None:
        if (lack := missing()) is not None:
            raise ElasticsearchError(lack)
        self.secure, self.heap, self.java, self.settings = secure, heap, java, settings
        self.folder = Path(tempfile.mkdtemp(prefix="jointcharge-elastic-"))
        self.folder.chmod(0o755)
        self.home = self.folder / f"elasticsearch-{VERSION}"
        shutil.unpack_archive(fetch(), self.folder)
        for program in (self.home / "bin").iterdir():
            program.chmod(0o755)
        (self.folder / "snapshots").mkdir()
        ports = free_ports(2 * nodes)
        self.nodes = [
            Node(f"node-{n}", self.folder / f"node-{n}", ports[2 * n], ports[2 * n + 1]) for n in range(nodes)
        ]
        for node in self.nodes:
            shutil.copytree(self.home / "config", node.folder / "config")
            if secure:
                self._secure(node)
        self._give_away()

    def __enter__(self) -> ElasticCluster:
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    @property
    def urls(self) -> list[str]:
        """The nodes' addresses."""
        return [f"{'https' if self.secure else 'http'}://127.0.0.1:{node.http_port}" for node in self.nodes]

    @property
    def url(self) -> str:
        """The first node's address."""
        return self.urls[0]

    @property
    def snapshots(self) -> Path:
        """A folder that all nodes may write snapshots to (``path.repo``)."""
        return self.folder / "snapshots"

    @property
    def ca_file(self) -> Path:
        """The certificate that signed the server's own (where ``secure``)."""
        return self.nodes[0].folder / "config" / "ca.pem"

    def start(self) -> None:
        """Start all nodes that do not run, and wait until they answer as one cluster."""
        for node in self.nodes:
            self.launch(node)
        self.wait()

    def launch(self, node: Node) -> None:
        """Start one node (again), without waiting for it."""
        if node.process is not None:
            return
        _wait_until_free(node.http_port)
        log = node.log.open("ab")
        node.process = subprocess.Popen(
            [str(self.home / "bin" / "elasticsearch"), *self._settings(node)],
            env=self._environment(node), cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            start_new_session=True, **_as_nobody(),
        )  # fmt: skip
        log.close()

    def wait(self, seconds: float = START_SECONDS) -> None:
        """Until every started node is in one cluster that answers."""
        started = [node for node in self.nodes if node.process is not None]
        until = time.monotonic() + seconds
        for node in started:
            while (health := self._health(node)) is None or health["number_of_nodes"] < len(started):
                if node.process is None or node.process.poll() is not None or time.monotonic() > until:
                    raise ElasticsearchError(f"{node.name} did not start: {node.log.read_text()[-1500:]}")
                time.sleep(0.1)

    def stop(self) -> None:
        """Stop all nodes; their data stay."""
        for node in self.nodes:
            node.stop()

    def remove(self) -> None:
        """Stop all nodes and remove everything."""
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- how a node is set up ----

    def _settings(self, node: Node) -> list[str]:
        given = {
            "cluster.name": self.folder.name,
            "node.name": node.name,
            "network.host": "127.0.0.1",
            "http.port": node.http_port,
            "transport.port": node.transport_port,
            "path.data": node.folder / "data",
            "path.logs": node.folder / "logs",
            "path.repo": self.snapshots,
            "xpack.security.enabled": str(self.secure).lower(),
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "cluster.info.update.interval": "10s",
            **self._discovery(),
            **(self._tls() if self.secure else {}),
            **dict(one.split("=", 1) for one in self.settings),
        }
        return [part for name, value in given.items() for part in ("-E", f"{name}={value}")]

    def _discovery(self) -> dict[str, str]:
        if len(self.nodes) == 1:
            return {"discovery.type": "single-node"}
        return {
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{node.transport_port}" for node in self.nodes),
            "cluster.initial_master_nodes": ",".join(node.name for node in self.nodes),
        }

    def _tls(self) -> dict[str, str]:
        parts = {"key": "node.key", "certificate": "node.pem", "certificate_authorities": "ca.pem"}
        http = {f"xpack.security.http.ssl.{name}": value for name, value in parts.items()}
        transport = {f"xpack.security.transport.ssl.{name}": value for name, value in parts.items()}
        return {
            "xpack.security.http.ssl.enabled": "true",
            "xpack.security.transport.ssl.enabled": "true",
            **http,
            **transport,
        }

    def _environment(self, node: Node) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(node.folder),
            "TMPDIR": str(node.folder),
            "ES_JAVA_HOME": str(java_home()),
            "ES_PATH_CONF": str(node.folder / "config"),
            "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap} {self.java}",
        }

    def _secure(self, node: Node) -> None:
        config = node.folder / "config"
        if node is self.nodes[0]:
            make_certificates(config)
        else:
            for name in ("ca.pem", "node.pem", "node.key"):
                shutil.copy(self.nodes[0].folder / "config" / name, config / name)
        command = [str(self.home / "bin" / "elasticsearch-users"), "useradd", USER, "-p", PASSWORD, "-r", "superuser"]
        subprocess.run(command, env=self._environment(node), check=True, capture_output=True)
        users, roles = config / "users", config / "users_roles"
        users.write_text(users.read_text() + users.read_text().replace(USER, READER, 1))
        roles.write_text(f"{roles.read_text()}viewer:{READER}\n")

    def _give_away(self) -> None:
        """The server refuses to run as root: everything becomes nobody's."""
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, "nobody", "nogroup")

    def _health(self, node: Node) -> dict | None:
        scheme = "https" if self.secure else "http"
        request = urllib.request.Request(f"{scheme}://127.0.0.1:{node.http_port}/_cluster/health")
        context = None
        if self.secure:
            request.add_header("Authorization", "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode())
            context = ssl.create_default_context(cafile=str(self.ca_file))
        try:
            with urllib.request.urlopen(request, timeout=5, context=context) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None


def make_certificates(folder: Path) -> None:
    """``ca.pem``, and ``node.pem`` with ``node.key`` signed by it for 127.0.0.1 and localhost."""
    names = folder / "names.cnf"
    names.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")

    def openssl(command: str) -> None:
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)

    openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=tests-ca")
    openssl("req -newkey rsa:2048 -nodes -keyout node.key -out node.csr -subj /CN=localhost")
    openssl("x509 -req -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out node.pem -days 2 -extfile names.cnf")


def java_home() -> Path:
    """The folder of the Java that is on the path."""
    return Path(str(shutil.which("java"))).resolve().parents[1]


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nothing listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _wait_until_free(port: int, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                one.bind(("127.0.0.1", port))
                return
        time.sleep(0.05)


def _as_nobody() -> dict[str, object]:
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--heap", default="512m")
    parser.add_argument("--java", default="", help="more options of the Java machine")
    parser.add_argument("--secure", action="store_true")
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("--while", dest="owner", type=int, help="end when this process has ended")
    options = parser.parse_args()
    if options.fetch:
        print(fetch())
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    cluster = ElasticCluster(options.nodes, secure=options.secure, heap=options.heap, java=options.java)
    with contextlib.suppress(KeyboardInterrupt), cluster:
        access = f"  user {USER}, password {PASSWORD}, CA file {cluster.ca_file}" if options.secure else ""
        print(*cluster.urls, access, flush=True)
        while options.owner is None or is_alive(options.owner):
            time.sleep(0.3)


def is_alive(process: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    main()
