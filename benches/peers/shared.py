"""What the scripts for the peers have in common: the setting, reading, shingles, groups of pairs, writing.

Each script reads `IN.jsonl`, and writes `OUT.clusters.tsv` and, where its tool names pairs, `OUT.pairs.tsv`.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import orjson

BANDS = 16
ROWS = 8
PERMUTATIONS = BANDS * ROWS
THRESHOLD = 0.7
SHINGLE = 5
WORD = re.compile(r"\w+")

Pair = tuple[int, int, float]


def arguments() -> tuple[Path, Path]:
    """The input and the beginning of the names of the outputs."""
    if len(sys.argv) != 3:
        sys.exit(f"usage: {Path(sys.argv[0]).name} IN.jsonl OUT")
    return Path(sys.argv[1]), Path(sys.argv[2])


def read(path: Path) -> tuple[list[str], list[str]]:
    """Ids and texts.  orjson, because the time of a peer should be its own and not that of a slow parser."""
    ids, texts = [], []
    with path.open("rb") as file:
        for line in file:
            record = orjson.loads(line)
            ids.append(record["id"])
            texts.append(record["text"])
    return ids, texts


def shingles(text: str) -> list[str]:
    """The word 5-grams of a text; a shorter text is one shingle."""
    words = WORD.findall(text.lower())
    runs = zip(*(words[start:] for start in range(SHINGLE)))
    return [" ".join(run) for run in runs] or [" ".join(words)]


def clusters_of(count: int, pairs: Iterable[Pair]) -> list[int]:
    """For each document the first document it is connected with by pairs."""
    parent = list(range(count))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for left, right, _ in pairs:
        first, second = sorted((root(left), root(right)))
        parent[second] = first
    return [root(place) for place in range(count)]


def write_pairs(output: Path, ids: list[str], pairs: Iterable[Pair]) -> None:
    """OUT.pairs.tsv: id, id, the similarity that the tool gives."""
    with output.with_name(output.name + ".pairs.tsv").open("w", encoding="utf-8") as file:
        for left, right, similarity in pairs:
            file.write(f"{ids[left]}\t{ids[right]}\t{similarity:.6f}\n")


def write_clusters(output: Path, ids: list[str], clusters: Iterable[object]) -> None:
    """OUT.clusters.tsv: id, cluster."""
    with output.with_name(output.name + ".clusters.tsv").open("w", encoding="utf-8") as file:
        for name, cluster in zip(ids, clusters, strict=True):
            file.write(f"{name}\t{cluster}\n")


def write(output: Path, ids: list[str], pairs: list[Pair]) -> None:
    """Both files of a tool that names pairs; its clusters are what the pairs connect."""
    write_pairs(output, ids, pairs)
    write_clusters(output, ids, (ids[first] for first in clusters_of(len(ids), pairs)))
