"""The trained tagger's speed and size, beside transformers + torch one at a time, in one run.

    python benchmarks/tagger_speed.py [--model FOLDER] [--base FOLDER] [--passages 400]

Passages are those of fictional documents of the authored text, each in its context. Prints:
- passages a second with one session, with a session per core, and by transformers + torch one at a time on the very
  same tokens (the bare encoder `--base`, without any heads, which favours it; left out where torch is not installed),
  in turns, the best of seven each; and the ratio;
- the time from the start of a process to its first tag, the best and the middle one of fifteen, with bytecode compiled
  as an installer leaves it, and the peak memory of a process that tags them all, the largest of three;
- whether every passage gets bit-equal numbers alone, in order and shuffled, with one session and with one per core.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from jointcharge.classify.authored import read_authored
from jointcharge.classify.context import Composed, compose_texts
from jointcharge.classify.model_tagger import cores
from jointcharge.classify.onnx_tagger import SHIPPED, open_onnx

TURNS = 7
STARTS = 15
COLD = """
import sys, time
from pathlib import Path
from jointcharge.classify.onnx_tagger import open_onnx
from jointcharge.classify.gold import case_of_sentences
tagger = open_onnx(Path(sys.argv[1]))
tagger.tag(case_of_sentences("a", "A title", "u", [sys.argv[2]]))
print(time.time())
"""
PEAK = """
import sys
from pathlib import Path
from jointcharge.classify.onnx_tagger import open_onnx
from jointcharge.classify.gold import case_of_sentences
tagger = open_onnx(Path(sys.argv[1]))
tagger.tag(case_of_sentences("a", "A title", "u", sys.stdin.read().splitlines()))
held = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # ru_maxrss would be the parent's too
print(int(held.split()[1]) // 1024)
"""


def passages(count: int) -> list[Composed]:
    """So many sentences of the authored text with their context: whole documents, as at work, drawn with a fixed seed."""
    found: list[Composed] = []
    documents = read_authored()
    for document in random.Random(1).sample(documents, len(documents)):
        texts = [sentence.text for sentence in document.sentences]
        found += compose_texts(texts, title=document.title, country=document.country)
        if len(found) >= count:
            break
    return found[:count]


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def torch_reader(base: str, model: Path, told: Sequence[Composed]) -> Callable[[], object]:
    """What runs the bare encoder over the same windows, one at a time."""
    import torch
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(base).eval()
    words = open_onnx(model).encoder
    windows = [torch.tensor([window.input_ids]) for one in told for window in words.encode(one)]

    def read() -> None:
        with torch.inference_mode():
            for ids in windows:
                encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state.mean(1)

    return read


def compare(model: Path, base: str | None, told: Sequence[Composed]) -> None:
    """Print passages a second of one session, of a session a core, and of torch where it is installed, turn by turn."""
    one, many = open_onnx(model, workers=1), open_onnx(model)
    runs: dict[str, Callable[[], object]] = {
        "one session": lambda: one.read(told),
        f"a session per core ({cores()})": lambda: many.read(told),
    }
    if base is not None and find_spec("torch") and find_spec("transformers"):
        runs["transformers + torch, one at a time"] = torch_reader(base, model, told)
    else:
        print("transformers + torch: not measured (install the extra train and give --base)")
    best = dict.fromkeys(runs, float("inf"))
    for name, run in [*runs.items()] * TURNS:
        best[name] = min(best[name], seconds(run))
    for name, took in best.items():
        print(f"{name}: {len(told) / took:.0f} passages/s")
    slowest = best.get("transformers + torch, one at a time")
    if slowest is not None:
        for name in [*runs][:2]:
            print(f"ratio, {name}: {slowest / best[name]:.1f} times torch")


def cold_starts(model: Path, sentence: str) -> list[float]:
    """Seconds from the start of a process to its first tag, the shortest first.

    pip compiles what it installs. Where PYTHONDONTWRITEBYTECODE is set, every process compiles every module anew, which
    takes as long as all the rest; so the bytecode lies ready here, in a folder of its own.
    """
    with TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        took = []
        for _ in range(1 + STARTS):
            began = time.time()
            done = subprocess.run(
                [sys.executable, "-c", COLD, str(model), sentence],
                capture_output=True,
                text=True,
                check=True,
                env=environment,
            )
            took.append(float(done.stdout) - began)
    return sorted(took[1:])


def peak_memory(model: Path, told: Sequence[Composed]) -> int:
    """Peak memory, in bytes, of a process that reads ``told``."""
    text = "\n".join(one.sentence for one in told)
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(model)], input=text, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def order(model: Path, told: Sequence[Composed]) -> None:
    """Print how many answers stay the same bit for bit, alone and in other orders."""
    expected = dict(zip(told, open_onnx(model, workers=1).read(told), strict=True))
    alone = sum(open_onnx(model, workers=1).read([one])[0] == expected[one] for one in told[:20])
    equal = 0
    for seed in range(3):
        shuffled = random.Random(seed).sample(told, len(told))
        equal += sum(expected[one] == got for one, got in zip(shuffled, open_onnx(model).read(shuffled), strict=True))
    print(
        f"bit-equal: {alone} of {len(told[:20])} alone in a tagger of their own, {equal} of {3 * len(told)} in three shuffles on all cores"
    )


def main() -> None:
    """Print speed, start, memory and whether the order matters."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--model", type=Path, default=SHIPPED)
    options.add_argument("--base", help="the encoder for transformers + torch: a folder or a name")
    options.add_argument("--passages", type=int, default=400)
    given = options.parse_args()
    told = passages(given.passages)
    words = sum(len(one.sentence.split()) for one in told) / len(told)
    print(f"{len(told)} passages, {words:.0f} words each on average, with context; {cores()} cores", flush=True)
    compare(given.model, given.base, told)
    starts = cold_starts(given.model, told[0].sentence)
    print(
        f"start of a process to its first tag: {starts[0]:.2f} s at best, {starts[len(starts) // 2]:.2f} s in the middle",
        flush=True,
    )
    print(f"peak memory, all cores: {max(peak_memory(given.model, told) for _ in range(3))} MB", flush=True)
    order(given.model, told)


if __name__ == "__main__":
    main()
