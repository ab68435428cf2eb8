"""The training loop: windows of whole cases in a batch, one seed, a checkpoint after every epoch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from jointcharge.classify.encoding import Encoder
from jointcharge.classify.learning.examples import HEADS, Example, slice_of
from jointcharge.classify.learning.network import Network, freeze_lower
from jointcharge.classify.learning.windows import Tokenised, Window, pack, tokenise

FORMS, SIGNALS, STAGES, ACTORS = (slice_of(name) for name in ("form", "signal", "stage", "actor"))
STATUSES, ELEMENTS = slice_of("status"), slice_of("element")
FACTS = slice(FORMS.start, SIGNALS.stop)
assert FORMS.stop == SIGNALS.start  # noqa: S101 - the loss reads both in one slice
BUCKET = 8
"""How many windows of like length are padded together."""
Report = Callable[[int, float], None]
"""Told the epoch that ended and its mean loss."""


@dataclass(frozen=True)
class Settings:
    """Everything that a training run depends on beside its data and the network it starts from."""

    epochs: int = 6
    learning_rate: float = 5e-5
    head_learning_rate: float = 1e-3
    batch_tokens: int = 2048
    """A batch takes whole cases until their windows hold so many tokens."""
    warm_up: float = 0.1
    weight_decay: float = 0.01
    frozen_layers: int = 0
    """How many of the lowest layers, and with them the token embeddings, stay as they are."""
    replay: float = 1.0
    """The share of the authored cases that each epoch sees, drawn anew."""
    quiet: float = 1.0
    """The share of the windows without a form or a signal that each epoch sees, drawn anew; of each case at least one."""
    positive_weight: float = 8.0
    """At most so many times a rare label's presence outweighs its absence; the square root of its rarity until then."""
    detail_weight: float = 0.5
    element_weight: float = 0.3
    any_weight: float = 1.0
    """Weight of the question whether a sentence holds any form, any signal."""
    case_weight: float = 0.5
    """Weight of the question whether the case holds any form, any signal, asked of its surest sentence."""
    seed: int = 20261121


@dataclass
class Batch:
    """Cases side by side."""

    inputs: list[tuple[Tensor, Tensor]]
    """Token numbers and masks of the windows, in buckets of like length."""
    places: Tensor
    """Sentences x longest: where each sentence's tokens lie among those of all buckets, one after the other."""
    present: Tensor
    """Which of them are tokens."""
    targets: Tensor
    case_of: Tensor
    """For every sentence its case's position in the batch."""
    has_elements: Tensor


def train(
    network: Network,
    examples: Sequence[Example],
    encoder: Encoder,
    settings: Settings,
    checkpoint: Path | None = None,
    report: Report = lambda epoch, loss: None,
) -> None:
    """Fine-tune ``network`` in place. With a ``checkpoint`` an interrupted run goes on after its last whole epoch.

    The same data, settings and network give the same weights on the same machine, interrupted or not.
    """
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    freeze_lower(network, settings.frozen_layers)
    cases = {example.key: tokenise(example, encoder) for example in examples}
    optimizer = _optimizer(network, settings)
    weight = _positive_weight(list(cases.values()), settings)
    run = _run_of(examples, settings)
    done = _resume(network, optimizer, checkpoint, run)
    steps = [len(_plan(examples, cases, encoder, settings, epoch)) for epoch in range(settings.epochs)]
    for epoch in range(done, settings.epochs):
        torch.manual_seed(settings.seed * 1000 + epoch)
        network.train()
        losses = []
        for index, group in enumerate(_plan(examples, cases, encoder, settings, epoch)):
            _set_rate(optimizer, _rate(sum(steps[:epoch]) + index, sum(steps), settings))
            loss = _loss(network, _batch(group, _device(network)), weight, settings)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            losses.append(float(loss.detach()))
        report(epoch + 1, float(np.mean(losses)))
        if checkpoint is not None:
            _save(network, optimizer, checkpoint, run, epoch + 1)
    network.eval()


def _run_of(examples: Sequence[Example], settings: Settings) -> str:
    """A digest of what this run is; a checkpoint of another run is not taken up."""
    digest = hashlib.sha256(repr(sorted(asdict(settings).items())).encode())
    for example in examples:
        digest.update(repr((example.key, example.sentences, sorted(map(sorted, example.labels)))).encode())
    return digest.hexdigest()


def _resume(network: Network, optimizer: torch.optim.Optimizer, checkpoint: Path | None, run: str) -> int:
    """Take up where ``checkpoint`` left this very run; the number of epochs done."""
    if checkpoint is None or not checkpoint.exists():
        return 0
    state = torch.load(checkpoint, map_location=_device(network), weights_only=True)
    if state["run"] != run:
        return 0
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["epoch"])


def _save(network: Network, optimizer: torch.optim.Optimizer, checkpoint: Path, run: str, epoch: int) -> None:
    state = {"run": run, "epoch": epoch, "network": network.state_dict(), "optimizer": optimizer.state_dict()}
    scratch = checkpoint.with_suffix(".part")
    torch.save(state, scratch)
    scratch.replace(checkpoint)


def _device(network: Network) -> torch.device:
    return next(network.parameters()).device


def _optimizer(network: Network, settings: Settings) -> torch.optim.Optimizer:
    groups = [
        {"params": [p for p in network.encoder.parameters() if p.requires_grad], "base": settings.learning_rate},
        {"params": list(network.heads.parameters()), "base": settings.head_learning_rate},
    ]
    return torch.optim.AdamW(groups, lr=settings.learning_rate, weight_decay=settings.weight_decay, fused=True)


def _set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = group["base"] * rate


def _rate(step: int, steps: int, settings: Settings) -> float:
    """Linear warm-up, then linear to zero."""
    warm = max(1, int(steps * settings.warm_up))
    return (step + 1) / warm if step < warm else (steps - step) / max(1, steps - warm)


def _positive_weight(cases: Sequence[Tokenised], settings: Settings) -> Tensor:
    """Of each head: the square root of absences to presences, at most the setting's."""
    targets = np.array([row for case in cases for row in case.targets])
    present = targets.sum(0)
    ratio = np.sqrt((len(targets) - present) / np.maximum(present, 1))
    return torch.tensor(np.clip(ratio, 1, settings.positive_weight), dtype=torch.float32)


Group = list[tuple[Tokenised, list[Window]]]


def _plan(
    examples: Sequence[Example], cases: dict[str, Tokenised], encoder: Encoder, settings: Settings, epoch: int
) -> list[Group]:
    """The batches of one epoch; they depend on seed and epoch alone, so that a resumed run draws the same."""
    rng = np.random.default_rng([settings.seed, epoch])
    chosen = [e for e in examples if e.origin != "authored" or rng.random() < settings.replay]
    packed: Group = []
    for index in rng.permutation(len(chosen)):
        case = cases[chosen[index].key]
        windows = list(pack(case, encoder, int(rng.integers(1, 8))))
        kept = [window for window in windows if _states_a_fact(case, window) or rng.random() < settings.quiet]
        packed.append((case, kept or [windows[int(rng.integers(len(windows)))]]))
    return list(_batches(packed, settings.batch_tokens))


def _states_a_fact(case: Tokenised, window: Window) -> bool:
    return any(any(case.targets[owner][FACTS]) for owner in window.sentences)


def _batches(packed: Group, limit: int) -> Iterator[Group]:
    batch: Group = []
    tokens = 0
    for case, windows in packed:
        batch.append((case, windows))
        tokens += sum(len(window.ids) for window in windows)
        if tokens >= limit:
            yield batch
            batch, tokens = [], 0
    if batch:
        yield batch


def _batch(group: Group, device: torch.device) -> Batch:
    """Pad the windows, bucket by bucket, and note where every sentence's tokens lie."""
    ordered = sorted(
        ((len(window.ids), number, window) for number, (_, windows) in enumerate(group) for window in windows),
        key=lambda one: one[0],
    )
    found: dict[tuple[int, int], list[int]] = {}
    inputs, offset = [], 0
    for start in range(0, len(ordered), BUCKET):
        bucket = ordered[start : start + BUCKET]
        width = bucket[-1][0]
        ids, mask = np.zeros((len(bucket), width), np.int64), np.zeros((len(bucket), width), np.int64)
        for row, (length, number, window) in enumerate(bucket):
            ids[row, :length], mask[row, :length] = window.ids, 1
            for column, owner in enumerate(window.owners):
                if owner >= 0:
                    found.setdefault((number, owner), []).append(offset + row * width + column)
        inputs.append((torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device)))
        offset += ids.size
    sentences = sorted(found)
    longest = max(map(len, found.values()))
    flat, present = np.zeros((len(sentences), longest), np.int64), np.zeros((len(sentences), longest), bool)
    for index, sentence in enumerate(sentences):
        flat[index, : len(found[sentence])], present[index, : len(found[sentence])] = found[sentence], True
    return Batch(
        inputs=inputs,
        places=torch.from_numpy(flat).to(device),
        present=torch.from_numpy(present).to(device),
        targets=torch.tensor([group[number][0].targets[owner] for number, owner in sentences], device=device),
        case_of=torch.tensor([number for number, _ in sentences], device=device),
        has_elements=torch.tensor([case.has_elements for case, _ in group], device=device),
    )


def _loss(network: Network, batch: Batch, weight: Tensor, settings: Settings) -> Tensor:
    """Sentence by sentence what it states, of those that state something where and who, and of whole cases the elements."""
    hidden = [network.hidden(ids, mask).flatten(0, 1) for ids, mask in batch.inputs]
    tokens = torch.cat(hidden)[batch.places]
    logits = network.classify(*network.pool(tokens, batch.present))
    weight = weight.to(logits.device)
    loss = _present(logits[:, FACTS], batch.targets[:, FACTS], weight[FACTS]).sum(1).mean()
    for part in (FORMS, SIGNALS):
        any_logit, any_target = torch.logsumexp(logits[:, part], 1), batch.targets[:, part].amax(1)
        loss = loss + settings.any_weight * _present(any_logit, any_target).mean()
        case_logit, case_target = _by_case(any_logit, batch, "amax"), _by_case(any_target, batch, "amax")
        loss = loss + settings.case_weight * _present(case_logit, case_target).mean()
    loss = loss + settings.detail_weight * _details(logits, batch)
    return loss + settings.element_weight * _elements(logits, batch)


def _present(logits: Tensor, targets: Tensor, weight: Tensor | None = None) -> Tensor:
    return F.binary_cross_entropy_with_logits(logits, targets, pos_weight=weight, reduction="none")


def _details(logits: Tensor, batch: Batch) -> Tensor:
    """Stage and actor of the sentences that state a fact, and the status of those that state a form."""
    factual, formal = batch.targets[:, FACTS].amax(1) > 0, batch.targets[:, STATUSES].amax(1) > 0
    loss = logits.sum() * 0.0
    for part, rows in ((STAGES, factual), (ACTORS, factual), (STATUSES, formal)):
        if bool(rows.any()):
            loss = loss + _present(logits[rows][:, part], batch.targets[rows][:, part]).sum(1).mean()
    return loss


def _elements(logits: Tensor, batch: Batch) -> Tensor:
    """The cases' elements from their sentences' logits, pooled as ``decide.pooled`` does."""
    if not bool(batch.has_elements.any()):
        return logits.sum() * 0.0
    pooled = torch.stack([_soft_maximum(logits[batch.case_of == n, ELEMENTS]) for n in range(len(batch.has_elements))])
    targets = torch.stack([batch.targets[batch.case_of == n, ELEMENTS][0] for n in range(len(batch.has_elements))])
    return _present(pooled, targets)[batch.has_elements].sum(1).mean()


def _soft_maximum(logits: Tensor) -> Tensor:
    return torch.logsumexp(logits, 0) - float(np.log(len(logits)))


def _by_case(values: Tensor, batch: Batch, how: str) -> Tensor:
    empty = torch.full((len(batch.has_elements),), -1e4, device=values.device)
    return empty.scatter_reduce(0, batch.case_of, values, how)


assert len(HEADS) == ELEMENTS.stop  # noqa: S101 - elements stand last
