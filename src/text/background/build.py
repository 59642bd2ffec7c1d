#!/usr/bin/env python3
"""Build background.bin: how frequent the common words of each language are.

Usage:

    pip install wordfreq==3.1.1 zstandard==0.25.0
    python3 build.py            write background.bin beside this script
    python3 build.py --check    re-read it and compare it with wordfreq
    python3 build.py --output F use another file (with or without --check)

The frequencies come from the Python package wordfreq (Robyn Speer), word list
'best'.  The optional Chinese, Japanese and Korean tokenizers of wordfreq are
not needed: only the lists are read.  LICENSE.md beside this script states the
licence of the data and the sources it credits.  The output depends only on the
versions of wordfreq and zstandard: the same packages give the same bytes.


File format
===========

All integers are little endian and unsigned.

    offset  size  field
    0       4     magic, the bytes "RTBG"
    4       2     u16 format version, 1
    6       2     u16 number of languages, N
    8       24*N  directory, one entry per language, ascending by code:
                    8 bytes  language code in ASCII, padded with NUL
                    u32      offset of the block from the start of the file
                    u32      compressed length of the block in bytes
                    u32      uncompressed length of the block in bytes
                    u32      number of words in the block
    8+24*N  ...   the blocks, in the order of the directory, without gaps;
                  the last one ends where the file ends

Language codes are those of wordfreq: ISO 639-1 where there is one, otherwise
ISO 639-3 ("fil").  "nb" is Norwegian Bokmal.  "sh" serves Bosnian, Croatian
and Serbian.

Each block is exactly one zstd frame (level 22, content size recorded, no
checksum, no dictionary).  Its content is UTF-8 text, made of lines that end in
"\\n", in descending order of frequency:

    <centibels> word word word ...

with single spaces (U+0020) between the fields.  No word contains white space
and no word occurs twice in a block.  <centibels> is a decimal integer and
stands for the frequency of every word of its line:

    frequency = 10 ** (-centibels / 100)

that is, the share of all running tokens of the language.  Centibels are
rounded to the nearest multiple of 10 (halves away from zero), so a frequency
is right to within 12 %, and a block has at most one line for each multiple.
The words of a line are sorted by code point.

Which words are in
------------------

The most frequent ones, up to the number set for the language in LIMITS below.
Words of the same frequency in wordfreq (which has steps of one centibel) go in
or stay out together, so the number kept is a little lower than the limit, and
no word that is left out is more frequent than one that is kept, except for the
tokens that are dropped for what they are:

  * tokens without any letter (numbers, punctuation, emoji);
  * tokens with a run of digits ("0000", "00th", "a00"): wordfreq has replaced
    the digits of such a run by zeros, so the token stands for a class of words;
  * tokens that contain white space (a few faulty ones with U+202F).

What a word looks like
----------------------

A text has to be normalized as wordfreq does before its words can be looked up:

  * NFC for languages in Latin, Greek and Cyrillic script, NFKC for all others;
  * full case folding, so German sharp s is "ss" and Greek final sigma is the
    ordinary one ("τησ"); in Turkish "I" folds to dotless i, and capital dotted
    I to "i";
  * Arabic, Persian, Urdu and Hebrew: no combining marks (class Mn), no tatweel;
  * Romanian has comma below, Turkish has cedilla under s and t;
  * "sh": Cyrillic is transliterated to Latin, the block is Latin only;
  * "zh": traditional characters are mapped to simplified ones, and the words
    are those of the jieba segmenter; there is no traditional Chinese in it;
  * "ja" and "ko": the tokens are morphemes as MeCab cuts them, not words
    between spaces;
  * the words of the other languages are those of Unicode text segmentation
    (UAX #29), with typographic apostrophes made straight; where Romance
    languages elide, the parts are apart ("l", "homme");
  * Persian words keep their zero-width non-joiners.

The table
---------

The script prints, for each language, the words kept, the bytes of the block,
the coverage and the lowest frequency in it.  Coverage is the frequency mass of
the words kept, divided by the mass of all tokens except those dropped for what
they are (words too rare for wordfreq's own list count as not covered).
"""

import argparse
import pathlib
import re
import struct
import sys
import unicodedata
from importlib import metadata

import wordfreq
import zstandard

MAGIC = b"RTBG"
VERSION = 1
STEP = 10  # centibels
LEVEL = 22
SIZE_LIMIT = 2_800_000  # bytes, of the whole file
HEADER = struct.Struct("<4sHH")
ENTRY = struct.Struct("<8sIIII")
TESTED_WORDS = 50

# The languages news comes in most often get more words than the rest.
MANY, FEW = 27_500, 10_000
LIMITS = {
    code: MANY
    for code in (
        "ar zh cs de el en es fa fr he hi id it ja ko nl pl pt ro ru sv tr uk ur vi"
    ).split()
}

DIGIT_CLASS = re.compile(r"\d[\d.,]*\d")


def is_word(token):
    """Whether a token of wordfreq is a word that can be looked up."""
    return (
        any(unicodedata.category(char).startswith("L") for char in token)
        and not DIGIT_CLASS.search(token)
        and not any(char.isspace() for char in token)
    )


def bucket(centibels):
    """The nearest multiple of STEP, halves away from zero."""
    return (centibels + STEP // 2) // STEP * STEP


def select(code):
    """Return {bucket: [word, ...]} for a language, and its coverage."""
    kept, count, full = {}, 0, False
    kept_mass, dropped_mass = 0.0, 0.0
    limit = LIMITS.get(code, FEW)
    # The index of a list in the outer list is the frequency in -centibels.
    for centibels, tokens in enumerate(wordfreq.get_frequency_list(code, "best")):
        words = [token for token in tokens if is_word(token)]
        frequency = 10 ** (-centibels / 100)
        dropped_mass += frequency * (len(tokens) - len(words))
        full = full or count + len(words) > limit
        if words and not full:
            kept.setdefault(bucket(centibels), []).extend(words)
            count += len(words)
            kept_mass += frequency * len(words)
    return kept, kept_mass / (1.0 - dropped_mass)


def encode(buckets):
    lines = (
        "{} {}\n".format(centibels, " ".join(sorted(words)))
        for centibels, words in sorted(buckets.items())
    )
    return "".join(lines).encode("utf-8")


def build(path):
    codes = sorted(wordfreq.available_languages("best"))
    compressor = zstandard.ZstdCompressor(
        level=LEVEL, write_checksum=False, write_content_size=True
    )
    directory, blocks = [], []
    offset = HEADER.size + ENTRY.size * len(codes)
    total = 0
    print("wordfreq {}, zstandard {} (zstd {})".format(
        metadata.version("wordfreq"),
        metadata.version("zstandard"),
        ".".join(map(str, zstandard.ZSTD_VERSION)),
    ))
    print("{:5} {:>7} {:>8} {:>9} {:>10}".format(
        "lang", "words", "bytes", "coverage", "centibels"))
    for code in codes:
        buckets, coverage = select(code)
        count = sum(map(len, buckets.values()))
        text = encode(buckets)
        block = compressor.compress(text)
        directory.append(
            ENTRY.pack(code.encode("ascii"), offset, len(block), len(text), count))
        blocks.append(block)
        offset += len(block)
        total += count
        print("{:5} {:7} {:8} {:8.1%} {:10}".format(
            code, count, len(block), coverage, max(buckets)))
    print("{:5} {:7} {:8}  (whole file)".format("all", total, offset))
    if offset > SIZE_LIMIT:
        sys.exit("{} bytes are more than {}".format(offset, SIZE_LIMIT))
    path.write_bytes(HEADER.pack(MAGIC, VERSION, len(codes)) + b"".join(directory + blocks))


def check(path):
    """Read the file by its format alone and compare it with wordfreq."""
    data = path.read_bytes()
    magic, version, languages = HEADER.unpack_from(data)
    assert (magic, version) == (MAGIC, VERSION), "not a background file"
    assert len(data) <= SIZE_LIMIT, "too long"
    entries = [
        ENTRY.unpack_from(data, HEADER.size + ENTRY.size * i) for i in range(languages)
    ]
    end = HEADER.size + ENTRY.size * languages
    codes = [entry[0].rstrip(b"\0").decode("ascii") for entry in entries]
    assert codes == sorted(set(codes)), "codes are not ascending"
    assert set(codes) == set(wordfreq.available_languages("best")), "other languages"
    tested = 0
    for code, (_, offset, packed, unpacked, count) in zip(codes, entries):
        assert offset == end, "{}: gap before the block".format(code)
        end = offset + packed
        frame = data[offset:end]
        assert zstandard.frame_content_size(frame) == unpacked, code
        text = zstandard.ZstdDecompressor().decompress(frame)
        assert len(text) == unpacked, code
        text = text.decode("utf-8")
        assert text.endswith("\n"), code
        found, last = {}, -1
        for line in text[:-1].split("\n"):
            number, *words = line.split(" ")
            assert int(number) > last and int(number) % STEP == 0, (code, number)
            last = int(number)
            assert words and words == sorted(set(words)), (code, number)
            for word in words:
                assert is_word(word) and word not in found, (code, word)
                found[word] = last
        assert len(found) == count, code

        reference = wordfreq.get_frequency_dict(code, "best")
        # Words at even distances over the whole list, the first and the last too.
        ranked = list(found)
        picks = [
            ranked[i * (len(ranked) - 1) // (TESTED_WORDS - 1)] for i in range(TESTED_WORDS)
        ]
        for word in picks:
            ratio = 10 ** (-found[word] / 100) / reference[word]
            assert 10 ** (-0.0501) < ratio < 10 ** 0.0501, (code, word, ratio)
        tested += len(set(picks))
        # Nothing more frequent than the least frequent word may be missing.
        floor = min(reference[word] for word in found)
        missing = [
            word
            for word, frequency in reference.items()
            if frequency >= floor * 0.999 and word not in found and is_word(word)
        ]
        assert not missing, (code, missing[:5])
    assert end == len(data), "bytes after the last block"
    print("{}: {} languages, {} words looked up, all well".format(
        path.name, languages, tested))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="verify, do not write")
    parser.add_argument(
        "--output",
        type=pathlib.Path,
        default=pathlib.Path(__file__).resolve().with_name("background.bin"),
    )
    options = parser.parse_args()
    (check if options.check else build)(options.output)


if __name__ == "__main__":
    main()
