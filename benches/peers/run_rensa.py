#!/usr/bin/env python3
"""rensa: run_rensa.py IN.jsonl OUT

R-MinHash over all shingles, and its LSH.  Its faster bulk mode looks at a sample of the shingles and flags documents
that have a duplicate, which is another task.
"""

from itertools import islice

from rensa import RMinHash, RMinHashLSH

from shared import BANDS, PERMUTATIONS, THRESHOLD, arguments, read, shingles, write

BATCH = 1_000  # documents whose shingles are in memory together
SEED = 42


def sketches_of(texts: list[str]) -> list[RMinHash]:
    """One sketch a text, made many at a time, which is how rensa is fast."""
    sketches: list[RMinHash] = []
    remaining = iter(texts)
    while batch := [shingles(text) for text in islice(remaining, BATCH)]:
        sketches += RMinHash.from_token_sets(batch, num_perm=PERMUTATIONS, seed=SEED)
    return sketches


def main() -> None:
    source, output = arguments()
    ids, texts = read(source)
    sketches = sketches_of(texts)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    index.insert_many(sketches)
    pairs = []
    for place, candidates in enumerate(index.query_all(sketches)):
        for earlier in candidates:
            if earlier < place:
                similarity = sketches[place].jaccard(sketches[earlier])
                if similarity >= THRESHOLD:
                    pairs.append((earlier, place, similarity))
    write(output, ids, pairs)


if __name__ == "__main__":
    main()
