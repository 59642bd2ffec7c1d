#!/usr/bin/env python3
"""How much of the truth was found, and how much of what was found is true.

    evaluate.py TRUTH.tsv --threshold 0.7 [--retold PAIRS.jsonl] [--articles ARTICLES.jsonl]
                [--pairs NAME=FILE.tsv]... [--clusters NAME=FILE.tsv]... [--examples N]

TRUTH.tsv comes from truth.py, by the token rule of the tools that are judged.

Pairs.  Recall is the share of the true pairs, those whose exact Jaccard similarity reaches the threshold, that a tool
names; it is also given for each tenth of similarity, because pairs just above the threshold are the hard ones.
Precision is the share of the named pairs that are true.  What similarity the tool itself gives does not matter.

Clusters.  A tool that only gives clusters names no pairs, so every two documents of a cluster count as a pair, and
are compared with every two documents that true pairs connect, however many steps lie between.  That closure is what
such tools aim at, not a truth of its own: a chain connects documents that are not alike.  retold does not follow
chains to their ends, so by this measure it has to lose recall.

retold's pairs are those of `retold cluster ... --output pairs=PAIRS.jsonl`, its clusters the field `copies` of
`--output jsonl=ARTICLES.jsonl`.  It compares articles, `DOCUMENT#ARTICLE`; they are judged as their documents.  Of
articles with identical words it lists the first with each other one, and lets the first stand for them all in other
pairs, so these are written out before they are counted.
"""

import argparse
import json
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

Pair = tuple[str, str]
Clusters = dict[str, Hashable]

ROUNDING = 1e-9  # two ways to compute one quotient may differ by this much


@dataclass
class PairQuality:
    """Counts of pairs; `bands` has for each band its bounds, the true pairs in it and those of them found."""

    found: int
    true: int
    right: int
    bands: list[tuple[float, float, int, int]]
    wrong: list[Pair]
    missed: list[Pair]

    @property
    def recall(self) -> float | None:
        return share(self.right, self.true)

    @property
    def precision(self) -> float | None:
        return share(self.right, self.found)


@dataclass
class ClusterQuality:
    """Counts of pairs of documents that stand in one cluster."""

    found: int
    true: int
    right: int

    @property
    def recall(self) -> float | None:
        return share(self.right, self.true)

    @property
    def precision(self) -> float | None:
        return share(self.right, self.found)


def share(part: int, whole: int) -> float | None:
    """A quotient, or nothing where there is nothing to divide by."""
    return part / whole if whole else None


def ordered(left: str, right: str) -> Pair:
    """The same pair for both orders."""
    return (left, right) if left < right else (right, left)


def read_truth(path: Path) -> dict[Pair, float]:
    """The exact similarity of every pair that truth.py wrote."""
    truth = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            left, right, similarity = line.split("\t")
            truth[ordered(left, right)] = float(similarity)
    return truth


def read_pairs(path: Path) -> set[Pair]:
    """The pairs of a peer."""
    with path.open(encoding="utf-8") as file:
        return {ordered(*line.split("\t")[:2]) for line in file}


def read_clusters(path: Path) -> Clusters:
    """The clusters of a peer: each document with its cluster."""
    clusters: Clusters = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            name, cluster = line.rstrip("\n").split("\t")
            clusters[name] = cluster
    return clusters


def document_of(article: str) -> str:
    """`d0000001#2` is the second article of document `d0000001`."""
    return article.rsplit("#", 1)[0]


def read_retold_pairs(path: Path) -> set[Pair]:
    """retold's pairs as pairs of documents, those of identical articles written out."""
    identical: dict[str, list[str]] = {}
    others: list[Pair] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if record["relation"] == "exact":
                identical.setdefault(record["a"], [record["a"]]).append(record["b"])
            else:
                others.append((record["a"], record["b"]))

    def articles() -> Iterator[Pair]:
        for members in identical.values():
            yield from combinations(members, 2)
        for left, right in others:
            yield from product(identical.get(left, [left]), identical.get(right, [right]))

    pairs = (ordered(document_of(left), document_of(right)) for left, right in articles())
    return {pair for pair in pairs if pair[0] != pair[1]}


def read_retold_clusters(path: Path) -> tuple[Clusters, int]:
    """The group of copies of each document, and how many documents hold several articles.

    A document of several articles is in the group of the first of them that is in one.
    """
    clusters: Clusters = {}
    articles: Counter[str] = Counter()
    with path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            document = record["document"]
            articles[document] += 1
            alone = ("alone", document)
            if clusters.get(document, alone) == alone:
                clusters[document] = record["copies"] or alone
    return clusters, sum(count > 1 for count in articles.values())


def bands_from(threshold: float) -> list[tuple[float, float]]:
    """Tenths of similarity from the threshold up to 1."""
    edges = [threshold]
    while edges[-1] + 0.1 < 1 - ROUNDING:
        edges.append(round(edges[-1] + 0.1, 9))
    return list(zip(edges, edges[1:] + [1.0]))


def judge_pairs(found: set[Pair], truth: dict[Pair, float], threshold: float) -> PairQuality:
    """Compares pairs with the true ones."""
    true = {pair: similarity for pair, similarity in truth.items() if similarity >= threshold - ROUNDING}
    ranges = bands_from(threshold)
    wanted, hit = [0] * len(ranges), [0] * len(ranges)
    for pair, similarity in true.items():
        # a pair of similarity 1 belongs to the last band
        place = max(0, sum(similarity >= low - ROUNDING for low, _ in ranges) - 1)
        wanted[place] += 1
        hit[place] += pair in found
    bands = [(low, high, wanted[place], hit[place]) for place, (low, high) in enumerate(ranges)]
    wrong = sorted(found - true.keys())
    missed = sorted(true.keys() - found)
    return PairQuality(len(found), len(true), len(found) - len(wrong), bands, wrong, missed)


def closure(truth: dict[Pair, float], threshold: float) -> Clusters:
    """The clusters that true pairs make, followed to their ends."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for (left, right), similarity in truth.items():
        if similarity >= threshold - ROUNDING:
            parent[root(left)] = root(right)
    clusters: Clusters = {name: root(name) for name in list(parent)}
    return clusters


def pairs_within(sizes: Iterable[int]) -> int:
    """How many pairs groups of these sizes hold."""
    return sum(size * (size - 1) // 2 for size in sizes)


def judge_clusters(found: Clusters, true: Clusters) -> ClusterQuality:
    """Compares clusters as pairs, by counting, for a large cluster has too many to write out."""
    both = Counter((found[name], cluster) for name, cluster in true.items() if name in found)
    return ClusterQuality(
        pairs_within(Counter(found.values()).values()),
        pairs_within(Counter(true.values()).values()),
        pairs_within(both.values()),
    )


def ratio(value: float | None) -> str:
    """A share with three digits; a dash where there is none."""
    return "-" if value is None else f"{value:.3f}"


def describe_pairs(name: str, quality: PairQuality, examples: int) -> list[str]:
    """What is printed about a tool's pairs."""
    bands = "  ".join(f"{low:.1f}-{high:.1f} {ratio(share(hit, all_))}" for low, high, all_, hit in quality.bands)
    lines = [
        f"{name} pairs: found {quality.found}, true {quality.true}, right {quality.right}",
        f"  recall {ratio(quality.recall)}  precision {ratio(quality.precision)}  recall by similarity: {bands}",
    ]
    lines += [f"  wrong: {left} {right}" for left, right in quality.wrong[:examples]]
    lines += [f"  missed: {left} {right}" for left, right in quality.missed[:examples]]
    return lines


def describe_clusters(name: str, quality: ClusterQuality) -> list[str]:
    """What is printed about a tool's clusters."""
    return [
        f"{name} clusters as pairs: found {quality.found}, in the closure {quality.true}, in both {quality.right}",
        f"  recall {ratio(quality.recall)}  precision {ratio(quality.precision)}",
    ]


def named(text: str) -> tuple[str, Path]:
    """NAME=FILE."""
    name, _, path = text.partition("=")
    if not path:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=FILE")
    return name, Path(path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Recall and precision of pairs and clusters against exact pairs.")
    parser.add_argument("truth", type=Path)
    parser.add_argument("--threshold", type=float, default=0.7)
    parser.add_argument("--retold", type=Path, help="retold's pairs")
    parser.add_argument("--articles", type=Path, help="retold's articles with their groups")
    parser.add_argument("--pairs", type=named, action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--clusters", type=named, action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--examples", type=int, default=0, help="wrong and missed pairs to name, of each")
    given = parser.parse_args()
    truth = read_truth(given.truth)
    pairs = [(name, read_pairs(path)) for name, path in given.pairs]
    clusters = [(name, read_clusters(path)) for name, path in given.clusters]
    if given.retold:
        pairs.insert(0, ("retold", read_retold_pairs(given.retold)))
    if given.articles:
        found, several = read_retold_clusters(given.articles)
        clusters.insert(0, ("retold", found))
        print(f"documents in which retold found several articles: {several}")
    for name, named_pairs in pairs:
        print(*describe_pairs(name, judge_pairs(named_pairs, truth, given.threshold), given.examples), sep="\n")
    connected = closure(truth, given.threshold)
    for name, assigned in clusters:
        print(*describe_clusters(name, judge_clusters(assigned, connected)), sep="\n")


if __name__ == "__main__":
    main()
