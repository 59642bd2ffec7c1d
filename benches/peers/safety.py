#!/usr/bin/env python3
"""What deduplication removes and what it leaves, by retold and by its peers, in one table.

    safety.py --corpus FILE.jsonl[.gz] [--tools retold,gaoya,...] [--retold PATH]

The corpus is unpacked to id and text, without the records that have no word, and every tool gets that file.  Of each
cluster of a peer, all that its pairs connect, the first record stays, as its users have it.  retold removes by
`retold dedup` with its defaults; `retold plain` is the same with plain Jaccard for copies.

All are judged by one rule: words are runs of `\\w` in the lower-cased text, a text is the set of its 5-grams, and a
shorter one is one gram.  Nothing is estimated.  README.md says what the columns mean.
"""

import argparse
import dataclasses
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import sparse

import compare
import evaluate
import truth
from words import plain_tokens

HEADER = ["tool", "removed", "lost", "> half", "cover < .5", "cover < .8", "left .7", "left .8"]
LEFT = (0.7, 0.8)


def unpack(corpus: Path) -> Path:
    """The records with words as plain JSON lines of id and text, ids as strings."""
    tokens = plain_tokens()
    path = compare.WORK / f"safety-{compare.digest([corpus])}.jsonl"
    opened = gzip.open if corpus.suffix == ".gz" else open
    with opened(corpus, "rt", encoding="utf-8") as source, path.open("w", encoding="utf-8", newline="\n") as file:
        for line in filter(str.strip, source):
            record = json.loads(line)
            if tokens(record.get("text") or ""):
                file.write(json.dumps({"id": str(record["id"]), "text": record["text"]}, ensure_ascii=False) + "\n")
    return path


def tools_of(names: list[str], program: Path, corpus: Path) -> Iterator[compare.Tool]:
    """The tools that are there; retold twice, with what stays in the place of clusters."""
    for name in names:
        if name != "retold":
            tool = compare.peer_tool(name, corpus)
            if tool:
                yield tool
            continue
        base = compare.retold_tool(program, corpus)
        for row, options in (("retold", []), ("retold plain", ["--copies-similarity", "plain"])) if base else ():
            out = compare.WORK / f"{row.replace(' ', '-')}.kept.jsonl"
            command = [str(program), "dedup", str(corpus), "-o", str(out), "--no-config", "--quiet", *options]
            yield dataclasses.replace(base, name=row, command=command, pairs_file=out, clusters_file=out)


def staying(tool: compare.Tool, ids: list[str]) -> np.ndarray:
    """For each record whether the tool leaves it."""
    if tool.name.startswith("retold"):
        with tool.clusters_file.open(encoding="utf-8") as file:
            kept = {json.loads(line)["id"] for line in file}
    else:
        clusters = evaluate.read_clusters(tool.clusters_file)
        first: dict[object, str] = {}
        kept = {first.setdefault(clusters[name], name) for name in ids}
    return np.array([name in kept for name in ids])


def cells(kept: np.ndarray, grams: sparse.csr_array, pairs: np.ndarray) -> list[str]:
    """The columns behind the tool: `grams` has a row a record; `pairs` are two places and a similarity."""
    gone, left = grams[~kept], grams[kept]
    stands = np.zeros(grams.shape[1], dtype=bool)
    stands[left.indices] = True
    sizes = gone.sum(axis=1)
    lost = gone @ (~stands).astype(np.int64)
    best = (gone @ left.T).max(axis=1).toarray().ravel() if gone.shape[0] else sizes
    cover = best / sizes
    both = kept[pairs[:, 0].astype(int)] & kept[pairs[:, 1].astype(int)]
    share = evaluate.ratio(evaluate.share(lost.sum(), sizes.sum()))
    counts = [(2 * lost > sizes).sum(), (cover < 0.5).sum(), (cover < 0.8).sum()]
    alike = [pairs[:, 2] >= threshold - evaluate.ROUNDING for threshold in LEFT]
    remaining = [f"{(both & those).sum():,} of {those.sum():,}" for those in alike]
    return [f"{gone.shape[0]:,}", share, *(f"{count:,}" for count in counts), *remaining]


def main() -> None:
    parser = argparse.ArgumentParser(description="What retold and other programs remove from a corpus and leave.")
    parser.add_argument("--corpus", type=Path, required=True, help="JSON lines with id and text, gzipped or not")
    parser.add_argument("--tools", default=",".join(compare.TOOLS), help="which tools, with commas between")
    parser.add_argument("--retold", type=Path, default=compare.ROOT / "target" / "release" / "retold")
    given = parser.parse_args()
    names = given.tools.split(",")
    if unknown := sorted(set(names) - set(compare.TOOLS)):
        parser.error(f"no such tool: {', '.join(unknown)}")
    compare.WORK.mkdir(parents=True, exist_ok=True)
    corpus = unpack(given.corpus)
    tools = compare.measure_all(list(tools_of(names, given.retold, corpus)), 1)
    if not tools:
        sys.exit("no tool ran")
    ids, words, counts = truth.numbered_words(corpus, "plain")
    if len(set(ids)) < len(ids):
        sys.exit("ids are not unique")
    rows, columns = truth.shingles(words, counts)
    columns = np.unique(columns, return_inverse=True)[1]
    grams = sparse.csr_array((np.ones(len(rows), dtype=np.int64), (rows, columns)))
    least = LEFT[0] - evaluate.ROUNDING
    pairs = np.array(list(truth.similar_pairs(rows, columns, len(ids), least))).reshape(-1, 3)
    table = [[f"{tool.name} {tool.version}", *cells(staying(tool, ids), grams, pairs)] for tool in tools]
    print(f"{len(ids):,} records with text", "", sep="\n")
    for row in (HEADER, ["---"] + ["---:"] * (len(HEADER) - 1), *table):
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
