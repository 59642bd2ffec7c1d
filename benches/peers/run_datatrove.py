#!/usr/bin/env python3
"""datatrove: run_datatrove.py IN.jsonl OUT

The first three of its four stages, as a local pipeline: signatures, buckets, clusters.  The fourth, which filters the
documents, has no counterpart in the other tools; the clusters are read from the third.  It names no pairs.

Two things differ from its defaults.  Words are runs of `\\w`, through its own interface for tokenizers: the default
for English is a language toolkit that costs many times the rest.  And workers are forked, so that the operating
system counts their processor time as this process's; with its default they are the children of a server of forks
and would be free of charge.
"""

import os
import shutil
import struct
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.utils.word_tokenizers import WordTokenizer

from shared import BANDS, ROWS, SHINGLE, WORD, arguments, read, write_clusters


class RunsOfLetters(WordTokenizer):
    """Words as the other scripts have them."""

    def word_tokenize(self, text: str) -> list[str]:
        return WORD.findall(text)

    def sent_tokenize(self, text: str) -> list[str]:
        raise NotImplementedError("near-duplicates need no sentences")

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        raise NotImplementedError("near-duplicates need no sentences")


def split(source: Path, folder: Path, parts: int) -> list[list[str]]:
    """Copies the input to one file a worker, for datatrove shares out files; says which ids went where."""
    folder.mkdir(parents=True)
    lines = source.read_bytes().splitlines(keepends=True)
    size = -(-len(lines) // parts)
    ids = []
    for part in range(parts):
        path = folder / f"{part:05}.jsonl"
        path.write_bytes(b"".join(lines[part * size:(part + 1) * size]))
        ids.append(read(path)[0])
    return ids


def run(steps: list[PipelineStep], tasks: int, workers: int, logs: Path) -> None:
    """One stage, to its end."""
    stage = LocalPipelineExecutor(
        pipeline=steps, tasks=tasks, workers=workers, logging_dir=str(logs), start_method="fork"
    )
    stage.run()


def clusters_of(folder: Path, ids: list[list[str]]) -> dict[str, int]:
    """The clusters that stage three wrote: for each file of documents, pairs of place and cluster."""
    out = {}
    for part, names in enumerate(ids):
        path = folder / f"{part:06}.clusters"
        for place, cluster in struct.iter_unpack("<II", path.read_bytes() if path.exists() else b""):
            out[names[place]] = cluster
    return out


def main() -> None:
    source, output = arguments()
    work = output.with_name(output.name + ".work")
    shutil.rmtree(work, ignore_errors=True)
    workers = os.cpu_count() or 1
    ids = split(source, work / "documents", workers)
    config = MinhashConfig(n_grams=SHINGLE, num_buckets=BANDS, hashes_per_bucket=ROWS)
    reader = JsonlReader(str(work / "documents"), compression=None, glob_pattern="*.jsonl")
    signatures, buckets, removed = (str(work / name) for name in ("signatures", "buckets", "removed"))
    sign = MinhashDedupSignature(signatures, config=config, language=RunsOfLetters())
    run([reader, sign], workers, workers, work / "logs-1")
    run([MinhashDedupBuckets(signatures, buckets, config=config)], BANDS, workers, work / "logs-2")
    run([MinhashDedupCluster(buckets, removed, config=config, save_cluster_id=True)], 1, 1, work / "logs-3")
    found = clusters_of(Path(removed), ids)
    names = [name for part in ids for name in part]
    write_clusters(output, names, (found.get(name, name) for name in names))
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
