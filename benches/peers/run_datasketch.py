#!/usr/bin/env python3
"""datasketch: run_datasketch.py IN.jsonl OUT

`MinHash` with its default hash function and permutations, `MinHashLSH` with the bands set, not optimised.  Candidates
are kept when the estimate of their sketches reaches the threshold, as its documentation advises.
"""

from datasketch import MinHash, MinHashLSH

from shared import BANDS, PERMUTATIONS, ROWS, THRESHOLD, arguments, read, shingles, write


def main() -> None:
    source, output = arguments()
    ids, texts = read(source)
    sets = ([shingle.encode() for shingle in set(shingles(text))] for text in texts)
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    sketches: list[MinHash] = []
    pairs = []
    for place, sketch in enumerate(MinHash.generator(sets, num_perm=PERMUTATIONS)):
        for earlier in index.query(sketch):
            similarity = sketch.jaccard(sketches[earlier])
            if similarity >= THRESHOLD:
                pairs.append((earlier, place, similarity))
        index.insert(place, sketch)
        sketches.append(sketch)
    write(output, ids, pairs)


if __name__ == "__main__":
    main()
