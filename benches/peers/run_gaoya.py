#!/usr/bin/env python3
"""gaoya: run_gaoya.py IN.jsonl OUT

Its own analyzer in Rust (lower case, word 5-grams), and its parallel calls, which use all processors.  It checks
candidates by the estimate of their sketches itself.
"""

from gaoya.minhash import MinHashStringIndex

from shared import BANDS, ROWS, SHINGLE, THRESHOLD, arguments, read, write


def main() -> None:
    source, output = arguments()
    ids, texts = read(source)
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=THRESHOLD,
        num_bands=BANDS,
        band_size=ROWS,
        analyzer="word",
        lowercase=True,
        ngram_range=(SHINGLE, SHINGLE),
        id_container="smallvec",  # what it recommends where few documents are alike
    )
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    found = index.par_bulk_query(texts, return_similarity=True)
    pairs = [
        (earlier, place, similarity)
        for place, neighbours in enumerate(found)
        for earlier, similarity in neighbours
        if earlier < place
    ]
    write(output, ids, pairs)


if __name__ == "__main__":
    main()
