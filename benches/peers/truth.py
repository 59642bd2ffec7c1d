#!/usr/bin/env python3
"""The exact pairs of a corpus, to judge by: all pairs whose word 5-grams have at least a given Jaccard similarity.

    truth.py IN.jsonl OUT.tsv [--least 0.3] [--tokens retold|plain]

The output has a line a pair: id, id, similarity, in the order of the corpus.  Nothing is sampled and nothing hashed:
5-grams are numbered, and an inverted index of those that two documents or more have, a sparse matrix times its own
transpose, counts what every pair shares.  A document with fewer than five words is one shingle, all of it; one
without a word has no pairs.

There are two rules of what a word is, because similarity is a matter of words, and a tool that cuts 3,500 in two
sees other 5-grams than one that does not.  A tool is judged by its own idea of a word, so that what it misses is
missed by its search and not by a difference of opinion:

- `retold` (the default): retold's rule, as docs/folding.md has it;
- `plain`: runs of `\\w` in the lower-cased text, as the scripts for the peers use it.

See words.py.  Time and memory grow with the pairs that share anything: on the hard shapes of corpus.py, where all
pairs do, keep to some thousands of documents.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import sparse

from words import RULES, words_of

SHINGLE = 5
ROWS = 1_000


def records(path: Path) -> Iterator[tuple[str, str]]:
    """Id and text of each document."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                record = json.loads(line)
                yield record["id"], record["text"]


def numbered_words(path: Path, rule: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The ids, all words of all documents as numbers in one array, and how many words each document has."""
    ids: list[str] = []
    number_of: dict[str, int] = {}
    parts: list[np.ndarray] = []

    def texts() -> Iterator[str]:
        for name, text in records(path):
            ids.append(name)
            yield text

    for words in words_of(texts(), rule):
        numbers = [number_of.setdefault(word, len(number_of)) for word in words]
        parts.append(np.array(numbers, dtype=np.int64))
    counts = np.array([len(part) for part in parts], dtype=np.int64)
    return ids, np.concatenate(parts) if parts else np.empty(0, dtype=np.int64), counts


def pair_numbers(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Numbers pairs of numbers: the same number for the same pair, and no other."""
    if not len(left):
        return left
    return np.unique(left * (right.max() + 1) + right, return_inverse=True)[1]


def shingles(words: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Document and number of each shingle, every one once a document: words make pairs, pairs fours, and fives."""
    twos = pair_numbers(words[:-1], words[1:])
    fours = pair_numbers(twos[:-2], twos[2:])
    fives = pair_numbers(fours[:-1], words[SHINGLE - 1:])
    document = np.repeat(np.arange(len(counts)), counts)
    inside = document[:len(fives)] == document[SHINGLE - 1:]
    rows, columns = document[:len(fives)][inside], fives[inside]
    starts = np.cumsum(counts) - counts
    whole: dict[tuple[int, ...], int] = {}
    first_whole = int(fives.max()) + 1 if len(fives) else 0
    short = np.nonzero((counts > 0) & (counts < SHINGLE))[0]
    numbers = []
    for place in short.tolist():
        text = tuple(words[starts[place]:starts[place] + counts[place]].tolist())
        numbers.append(first_whole + whole.setdefault(text, len(whole)))
    rows = np.concatenate([rows, short])
    columns = np.concatenate([columns, np.array(numbers, dtype=np.int64)])
    width = int(columns.max()) + 1 if len(columns) else 1
    every = np.sort(rows * width + columns)
    distinct = every[np.diff(every, prepend=-1) > 0]
    return distinct // width, distinct % width


def similar_pairs(rows: np.ndarray, columns: np.ndarray, documents: int, least: float) -> Iterator[tuple]:
    """All pairs (earlier document, later document, similarity), some rows of the matrix at a time."""
    sizes = np.bincount(rows, minlength=documents)
    frequency = np.bincount(columns)
    common = frequency[columns] > 1
    ones = np.ones(int(common.sum()), dtype=np.int32)
    kept, columns = np.unique(columns[common], return_inverse=True)
    index = sparse.csr_array((ones, (rows[common], columns)), shape=(documents, len(kept)))
    transposed = index.T.tocsr()
    for first in range(0, documents, ROWS):
        shared = (index[first:first + ROWS] @ transposed).tocoo()
        left, right, count = shared.row + first, shared.col, shared.data
        later = right > left
        left, right, count = left[later], right[later], count[later]
        similarity = count / (sizes[left] + sizes[right] - count)
        order = np.lexsort((right, left))
        order = order[similarity[order] >= least]
        yield from zip(left[order].tolist(), right[order].tolist(), similarity[order].tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the exact pairs of a corpus by Jaccard similarity.")
    parser.add_argument("input", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--least", type=float, default=0.3, help="least similarity of a pair that is written")
    parser.add_argument("--tokens", choices=sorted(RULES), default="retold", help="what a word is")
    arguments = parser.parse_args()
    ids, words, counts = numbered_words(arguments.input, arguments.tokens)
    rows, columns = shingles(words, counts)
    unfinished = arguments.output.with_name(arguments.output.name + ".part")
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        for left, right, similarity in similar_pairs(rows, columns, len(ids), arguments.least):
            file.write(f"{ids[left]}\t{ids[right]}\t{similarity:.10f}\n")
    unfinished.replace(arguments.output)


if __name__ == "__main__":
    main()
