"""The words of the made-up corpus, and how they follow each other; see corpus.py.

A text is an array of codes.  A code is the number of a word times three, plus what stands behind the word: nothing,
a full stop, or a full stop and the end of a paragraph.  So an edit of words keeps the sentences around it.
"""

import json
from pathlib import Path

import numpy as np

SENTENCE, PARAGRAPH = 1, 2
BEHIND = (" ", ". ", ".\n")

JUMP = 0.30  # how often the chain goes on at another place: the seeds are few, and their phrases must not return
RARE_SHARE = 0.25  # words from the made-up vocabulary
MADE_ENGLISH, MADE_ARABIC = 300_000, 120_000
ZIPF_SHIFT = 50.0  # keeps the first ranks of the made-up vocabulary from becoming function words
LANES = 2_048  # chains that walk side by side
SENTENCE_MEDIAN, SENTENCE_SPREAD, SENTENCE_BOUNDS = 19, 0.45, (5, 45)
PARAGRAPH_SENTENCES = (1, 2, 3, 4, 5)
PARAGRAPH_WEIGHTS = (0.22, 0.27, 0.25, 0.16, 0.10)
PROSE = 8  # a line of a page with fewer words is a menu or a caption
OUTER = " \t.,;:!?،؛؟…\"'«»“”‘’()[]–—-|"

ONSETS = "b br ch d dr f g gl h k l m n p pl r s st t tr v w".split()
VOWELS = "a e i o u ai ea".split()
CODAS = ["", "", "", "n", "r", "l", "s", "m", "t", "nd"]
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
PATTERNS = ("{}{}{}", "{}ا{}{}", "م{}{}و{}", "ت{}{}ي{}", "{}{}ي{}ة", "ا{}{}{}", "م{}ا{}{}ة", "{}{}ا{}")
PREFIXES = ("", "", "ال", "و", "ب", "لل")
ARABIC_DIGITS = str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫")


def endings(text: np.ndarray) -> np.ndarray:
    """What stands behind each word: 0, SENTENCE or PARAGRAPH."""
    return text % 3


def with_ending(text: np.ndarray, ending: np.ndarray | int) -> np.ndarray:
    """The same words with something else behind them."""
    return text - text % 3 + ending


def seed_words(seeds: Path, code: str) -> list[str]:
    """The prose of the sample articles in one language, word by word; a comma stays, full stops go."""
    lines: list[str] = []
    with (seeds / f"{code}.jsonl").open(encoding="utf-8") as file:
        for record in file:
            lines += json.loads(record)["text"].splitlines()
    for page in sorted((seeds / "pages").glob(f"{code}-*.txt")):
        lines += page.read_text(encoding="utf-8").splitlines()
    words = []
    for line in lines:
        parts = line.split()
        for part in parts if len(parts) >= PROSE else []:
            bare = part.strip(OUTER)
            if bare:
                words.append(bare + part[-1] if part[-1] in ",،" else bare)
    return words


def numbers(rng: np.random.Generator, count: int) -> list[str]:
    """Years, small numbers, large ones with their thousands marked, and decimals."""
    drawn = zip(rng.random(count).tolist(), rng.random(count).tolist(), rng.random(count).tolist())
    words = []
    for kind, size, decimals in drawn:
        if kind < 0.2:
            words.append(str(1950 + int(80 * size)))
        elif kind < 0.5:
            words.append(str(2 + int(998 * size)))
        elif kind < 0.8:
            words.append(f"{1000 + int(999_000 * size):,}")
        else:
            words.append(f"{1 + int(999 * size)}.{int(100 * decimals)}")
    return words


def english_words(rng: np.random.Generator, count: int) -> list[str]:
    """Words of two or three syllables; one in three is a name."""
    syllables = [onset + vowel + coda for onset in ONSETS for vowel in VOWELS for coda in CODAS]
    drawn = zip(rng.integers(0, len(syllables), (count, 3)).tolist(), rng.random((count, 2)).tolist())
    words = []
    for places, (more, name) in drawn:
        made = "".join(syllables[place] for place in places[:2 + (more < 0.1)])
        words.append(made.capitalize() if name < 0.33 else made)
    return words


def arabic_words(rng: np.random.Generator, count: int) -> list[str]:
    """Roots of three letters in patterns of derivation, some with an article or a conjunction."""
    roots = rng.integers(0, len(LETTERS), (count, 3)).tolist()
    patterns = rng.integers(0, len(PATTERNS), count).tolist()
    prefixes = rng.integers(0, len(PREFIXES), count).tolist()
    return [
        PREFIXES[prefix] + PATTERNS[pattern].format(*(LETTERS[place] for place in root))
        for root, pattern, prefix in zip(roots, patterns, prefixes)
    ]


def made_words(code: str) -> list[str]:
    """The made-up vocabulary of a language in order of rank, the same for every corpus; one in eight is a number."""
    rng = np.random.default_rng([2026, ord(code[0])])
    english = code == "en"
    count = MADE_ENGLISH if english else MADE_ARABIC
    words = english_words(rng, count) if english else arabic_words(rng, count)
    places = np.nonzero(rng.random(count) < 0.12)[0].tolist()
    for order, (place, number) in enumerate(zip(places, numbers(rng, len(places)))):
        own_digits = not english and order % 2 == 0
        words[place] = number.translate(ARABIC_DIGITS) if own_digits else number
    return words


class Lexicon:
    """All words by number."""

    def __init__(self, seeds: Path):
        self.seeds = seeds
        self.words: list[str] = []

    def add(self, words: list[str]) -> int:
        """Appends words and says which number the first of them has."""
        first = len(self.words)
        self.words += words
        return first


class Language:
    """Makes text of one language."""

    def __init__(self, lexicon: Lexicon, code: str, boilerplate: int):
        running = seed_words(lexicon.seeds, code)
        known = {word: number for number, word in enumerate(dict.fromkeys(running))}
        self.running = np.array([known[word] for word in running], dtype=np.int64)
        self.occurrences = np.argsort(self.running, kind="stable")
        self.degree = np.bincount(self.running)
        self.start = np.cumsum(self.degree) - self.degree
        self.first_known = lexicon.add(list(known))
        made = made_words(code)
        self.made = len(made)
        self.first_made = lexicon.add(made)
        rng = np.random.default_rng([11, ord(code[0])])
        self.boilerplate = [self.paragraph(rng) for _ in range(boilerplate)]

    def rare(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Codes of words from the made-up vocabulary: Zipf's law, shifted as Mandelbrot did."""
        ranks = ZIPF_SHIFT * ((self.made + ZIPF_SHIFT) / ZIPF_SHIFT) ** rng.random(count) - ZIPF_SHIFT
        return 3 * (self.first_made + np.minimum(ranks.astype(np.int64), self.made - 1))

    def words(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Running words without sentences: each follows the one before it as it did somewhere in the seeds."""
        lanes = max(1, min(LANES, count // 50))
        steps = -(-count // lanes)
        walked = np.empty((steps, lanes), dtype=np.int32)
        at = rng.integers(0, len(self.running), lanes)
        for step in range(steps):
            here = self.running[at]
            walked[step] = here
            chosen = (rng.random(lanes) * self.degree[here]).astype(np.int64)
            following = self.occurrences[self.start[here] + chosen] + 1
            elsewhere = rng.integers(0, len(self.running), lanes)
            at = np.where(rng.random(lanes) < JUMP, elsewhere, following) % len(self.running)
        out = 3 * (walked.T.reshape(-1)[:count].astype(np.int32) + np.int32(self.first_known))
        replaced = rng.random(count, dtype=np.float32) < RARE_SHARE
        out[replaced] = self.rare(rng, int(replaced.sum()))
        return out

    def articles(self, rng: np.random.Generator, wanted: np.ndarray) -> list[np.ndarray]:
        """Articles of about the wanted numbers of words (each more than a sentence), in whole sentences."""
        if not len(wanted):
            return []
        low, high = SENTENCE_BOUNDS
        drawn = rng.lognormal(np.log(SENTENCE_MEDIAN), SENTENCE_SPREAD, int(wanted.sum()) // low + 1)
        ends = np.cumsum(np.clip(drawn, low, high).astype(np.int64))
        last = np.searchsorted(ends, np.cumsum(wanted))  # the sentence that reaches the wanted length
        ends = ends[:last[-1] + 1]
        text = self.words(rng, int(ends[-1]))
        text[ends - 1] += SENTENCE
        sizes = rng.choice(PARAGRAPH_SENTENCES, p=PARAGRAPH_WEIGHTS, size=len(ends))
        closing = np.cumsum(sizes) - 1
        text[ends[closing[closing < len(ends)]] - 1] += PARAGRAPH - SENTENCE
        text[ends[last] - 1] = with_ending(text[ends[last] - 1], PARAGRAPH)
        return np.split(text, ends[last[:-1]])

    def paragraph(self, rng: np.random.Generator) -> np.ndarray:
        """A boilerplate paragraph of 12 to 60 words, in sentences of at most 20."""
        text = self.words(rng, int(rng.integers(12, 61)))
        text[19::20] += SENTENCE
        text[-1:] = with_ending(text[-1:], PARAGRAPH)
        return text


def capital(word: str) -> str:
    """The word as it begins a sentence."""
    return word[:1].upper() + word[1:]


def render(lexicon: Lexicon, text: np.ndarray) -> str:
    """The text as it is printed: full stops, capitals behind them, a line a paragraph."""
    behind = endings(text)
    words = [lexicon.words[number] for number in (text // 3).tolist()]
    stops = np.nonzero(behind)[0].tolist()
    for place in stops:
        words[place] = words[place].rstrip(",،")
    for place in [0] + [stop + 1 for stop in stops[:-1]]:
        words[place] = capital(words[place])
    pieces = [""] * (2 * len(words))
    pieces[0::2] = words
    pieces[1::2] = [BEHIND[ending] for ending in behind.tolist()]
    return "".join(pieces).rstrip()
