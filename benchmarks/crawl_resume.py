"""A crawl at full speed, killed with SIGKILL on the way: is every case there, archived once, served once?

    python benchmarks/crawl_resume.py [--real ../shared/data] [--cases 1590] [--kills 2] [--pad 260000]

Baseline: the same crawl, never killed. A page may be served twice only if it was on its way, not yet on
disk, when the crawler was killed.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from replica import Replica, build_cases, load_real  # noqa: E402

from jointcharge.crawler.archive import Archive  # noqa: E402
from jointcharge.records.raw import RawKind  # noqa: E402

CRAWL = """
import sys
from pathlib import Path
from jointcharge.crawler.run import crawl
from jointcharge.crawler.settings import CrawlOptions
options = CrawlOptions(base_url=sys.argv[2], delay=0, attachments=False)
print(crawl("sherloc", Path(sys.argv[1]), options, lambda progress: None).model_dump_json())
"""


def start_crawl(folder, base_url):
    """The crawler in a session of its own, so that a kill takes every process of it."""
    command = [sys.executable, "-c", CRAWL, str(folder), base_url]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def kill_at(process, replica, pages):
    """SIGKILLs the crawl once ``pages`` case pages were served; False if it ended before."""
    while sum(replica.served().values()) < pages:
        if process.poll() is not None:
            return False
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return True


def archived(folder):
    """How often each case page is in the archive, after mending what a kill left."""
    archive = Archive(folder / "raw")
    with archive.writing("sherloc"):
        entries = archive.entries("sherloc", RawKind.CASE, latest=False)
    return Counter("/" + entry.url.partition("?")[0].split("/", 3)[3] for entry in entries)


def warcio_check(folder):
    """The exit status and the words of `warcio check` over every file."""
    files = sorted(map(str, (folder / "raw").glob("*/*.warc.gz")))
    done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", *files], capture_output=True, text=True)
    return {"files": len(files), "exit": done.returncode, "said": done.stdout + done.stderr}


def crawl_with_kills(samples, kills, folder, pad=None):
    """Crawls ``samples`` with ``kills`` kills spread over the way; the figures."""
    with Replica(samples, pad_to_bytes=pad) as replica:
        begun = time.perf_counter()
        in_flight, at_kill = set(), []
        for number in range(1, kills + 1):
            process = start_crawl(folder, replica.base_url)
            if not kill_at(process, replica, len(samples) * number // (kills + 1)):
                raise SystemExit("the crawl ended before it could be killed; take more cases")
            there = archived(folder)
            in_flight |= set(replica.served()) - set(there)
            at_kill.append(sum(there.values()))
        process = start_crawl(folder, replica.base_url)
        summary = json.loads(process.communicate()[0])
        seconds = time.perf_counter() - begun
        served = replica.served()
    there = archived(folder)
    again = {path for path, times in served.items() if times > 1}
    return {
        "cases": len(samples),
        "archived_at_each_kill": at_kill,
        "archived_at_the_end": len(there),
        "archived_more_than_once": sum(times > 1 for times in there.values()),
        "served": sum(served.values()),
        "served_more_than_once": len(again),
        "of_these_in_flight_at_a_kill": len(again & in_flight),
        "last_run": {name: summary[name] for name in ("cases_fetched", "cases_had", "failures", "warnings")},
        "warcio_check": warcio_check(folder),
        "seconds": round(seconds, 1),
        "pages_per_second": round(len(samples) / seconds, 1),
        "archive_mb": round(sum(f.stat().st_size for f in (folder / "raw").rglob("*")) / 1e6, 1),
    }


def main():
    """Crawl the replica whole and with kills, and print what was fetched, what twice, and what was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--cases", type=int, default=1590)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--pad", type=int, default=260_000)
    chosen = parser.parse_args()
    real = (chosen.real / "sherloc_index.csv").exists()
    samples = (load_real(chosen.real) if real else build_cases(chosen.cases))[: chosen.cases]
    print(f"{len(samples)} {'real' if real else 'invented'} titles and paths, pages of about {chosen.pad} bytes")
    for name, kills in (("never killed", 0), (f"killed {chosen.kills} times", chosen.kills)):
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name}: {json.dumps(crawl_with_kills(samples, kills, Path(folder), chosen.pad), indent=2)}")


if __name__ == "__main__":
    main()
