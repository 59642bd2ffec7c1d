#!/usr/bin/env python3
"""A corpus of made-up news with planted near-duplicates, the same bytes for the same arguments.

    corpus.py N OUT.jsonl [--seed S] [--shape news|identical|near|footer|word|bulletins]

Real news cannot be shipped with this project, and a comparison that nobody can repeat is worth little.  So the text
is made: a chain of word pairs learned from the sample articles in `seeds/`, with jumps, and with a quarter of all
words taken from a large made-up vocabulary.  It has the lengths, bytes, sentences and paragraphs of news, and
unrelated articles share almost no run of five words, as in real news.  It has no meaning, which no tool here reads.

The shape `news`, one document a line with the fields `id`, `text` and `group`:

- 85 % English and 15 % Arabic, 100 to 800 words, about 365 in the middle, 2.8 KB on average;
- 30 % of the documents are in planted groups of 2 to 20: one base and copies edited in one of five ways (`Copier`),
  their Jaccard similarity to the base spread evenly over 0.3 to 1.  `group` is a number there, else null;
- 12 % of all end in one of 60 boilerplate paragraphs.

A corpus is made in blocks of 100,000 documents, each from its own random numbers.  A larger corpus begins with the
whole blocks of a smaller one, byte for byte; the last block, where it is not whole, is a corpus of its own.

The other shapes are hard cases for time and memory, not for quality: their pairs are as many as N squared.

- `identical`: N times one article;
- `near`: N times one article, one word changed in each;
- `footer`: every article has 300 words of its own and the same 300 words below them;
- `word`: one word, repeated 1 to 500 times;
- `bulletins`: one template, 60 % of its words the same everywhere, with names and numbers of its own in each.
"""

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from language import PARAGRAPH, SENTENCE, Language, Lexicon, endings, render, with_ending

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
BLOCK = 100_000
ARABIC_SHARE = 0.15
GROUPED_SHARE = 0.30
CARRIER_SHARE = 0.12
MEDIAN_WORDS, SPREAD, FEWEST_WORDS, MOST_WORDS = 365, 0.5, 100, 800
LARGEST_GROUP, GROUP_EXPONENT = 20, 1.5
LEAST_SIMILAR = 0.3
SHINGLE = 5
BOILERPLATE_ENGLISH, BOILERPLATE_ARABIC = 40, 20
SHAPES = ("news", "identical", "near", "footer", "word", "bulletins")

Text = np.ndarray  # codes of words with their endings, see language.py
Document = tuple[Text, int | None]


class Copier:
    """Makes edited copies of a base article, of a wanted Jaccard similarity of word 5-grams.

    A pair of sets of one size that share a fraction s has the Jaccard similarity j = s / (2 - s), so an edit has to
    leave the fraction s = 2j / (1 + j) of the base's 5-grams alone.
    """

    def __init__(self, rng: np.random.Generator, language: Language, words_in_reserve: int):
        self.rng = rng
        self.language = language
        self.reserve = language.words(rng, words_in_reserve)
        self.used = 0

    def fresh(self, count: int) -> Text:
        """Words that stand nowhere else in the corpus, so that an edit makes no two strangers alike."""
        if self.used + count > len(self.reserve):
            self.used = 0
        self.used += count
        return self.reserve[self.used - count:self.used]

    def copy(self, base: Text, closing: int) -> Text:
        """One copy, of a kind and a similarity drawn at random; `closing` is the boilerplate it will end in."""
        kind = self.rng.random()
        similarity = LEAST_SIMILAR + (1 - LEAST_SIMILAR) * self.rng.random()
        if kind < 0.15:
            return base
        if kind < 0.33:
            return self.rewrite(base, similarity)
        if kind < 0.50:
            return self.cut(base, similarity)
        if kind < 0.70 and similarity >= 0.5:  # below, the boilerplate would outweigh the article
            return self.insert(base, similarity, closing)
        return self.edit(base, similarity)

    def edit(self, base: Text, similarity: float) -> Text:
        """Single words replaced, followed by another or left out, anywhere but at the end of a sentence."""
        kept = 2 * similarity / (1 + similarity)
        inside = endings(base) == 0
        share = (1 - kept ** (1 / SHINGLE)) * len(base) / max(1, int(inside.sum()))
        hit = inside & (self.rng.random(len(base)) < share)
        how = self.rng.random(len(base))
        counts = np.ones(len(base), dtype=np.int64)
        counts[hit & (how >= 0.6)] = 2
        counts[hit & (how >= 0.8)] = 0
        source = base.copy()
        replaced = hit & (how < 0.6)
        source[replaced] = self.fresh(int(replaced.sum()))
        out = np.repeat(source, counts)
        added = np.cumsum(counts)[counts == 2] - 1
        out[added] = self.fresh(len(added))
        return out

    def rewrite(self, base: Text, similarity: float) -> Text:
        """Whole sentences with other words; a rewritten one also spoils the four 5-grams that reach into it."""
        spoiled = (1 - 2 * similarity / (1 + similarity)) * len(base)
        ends = np.nonzero(endings(base))[0] + 1
        starts = np.concatenate([[0], ends[:-1]])
        order = self.rng.permutation(len(ends))
        costs = np.cumsum((ends - starts)[order] + SHINGLE - 1)
        chosen = order[:int(np.argmin(np.abs(np.concatenate([[0], costs]) - spoiled)))]
        out = base.copy()
        for sentence in chosen.tolist():
            start, end = int(starts[sentence]), int(ends[sentence])
            out[start:end] = with_ending(self.fresh(end - start), endings(base[start:end]))
        return out

    def cut(self, base: Text, similarity: float) -> Text:
        """The beginning alone, up to the end of a sentence."""
        ends = np.nonzero(endings(base))[0] + 1
        length = int(ends[np.argmin(np.abs(ends - similarity * len(base)))])
        out = base[:length].copy()
        out[-1:] = with_ending(out[-1:], PARAGRAPH)
        return out

    def insert(self, base: Text, similarity: float, closing: int) -> Text:
        """Boilerplate paragraphs before, between and behind those of the article, none of them twice."""
        wanted = len(base) * (1 / similarity - 1)
        pieces = np.split(base, np.nonzero(endings(base) == PARAGRAPH)[0] + 1)
        inserted = 0
        for number in self.rng.permutation(len(self.language.boilerplate)).tolist():
            paragraph = self.language.boilerplate[number]
            if number == closing or inserted + len(paragraph) / 2 > wanted:
                continue
            pieces.insert(int(self.rng.integers(0, len(pieces))), paragraph)
            inserted += len(paragraph)
        return np.concatenate(pieces)


def group_sizes(rng: np.random.Generator, documents: int) -> list[int]:
    """Sizes with a heavy tail that add up to the given number of documents (a single one left over joins a group)."""
    possible = np.arange(2, LARGEST_GROUP + 1)
    weights = possible ** -GROUP_EXPONENT
    sizes: list[int] = []
    left = documents
    while left >= 2:
        size = min(left, int(rng.choice(possible, p=weights / weights.sum())))
        sizes.append(size)
        left -= size
    if left and sizes:
        sizes[-1] += left
    return sizes


def lengths(rng: np.random.Generator, count: int) -> np.ndarray:
    """Words a document: log-normal, within bounds."""
    drawn = rng.lognormal(np.log(MEDIAN_WORDS), SPREAD, count)
    return np.clip(drawn, FEWEST_WORDS, MOST_WORDS).astype(np.int64)


def base_articles(rng: np.random.Generator, languages: list[Language], count: int) -> tuple[list[Text], list[int]]:
    """Articles unrelated to each other, and which language each is in."""
    spoken = (rng.random(count) < ARABIC_SHARE).astype(np.int64)
    wanted = lengths(rng, count)
    articles: list[Text] = [np.empty(0)] * count
    for number, language in enumerate(languages):
        places = np.nonzero(spoken == number)[0]
        for place, article in zip(places.tolist(), language.articles(rng, wanted[places])):
            articles[place] = article
    return articles, spoken.tolist()


def news_block(rng: np.random.Generator, languages: list[Language], count: int) -> list[Document]:
    """One block of the shape `news`, shuffled; groups are numbered from 0 in it."""
    sizes = group_sizes(rng, int(count * GROUPED_SHARE))
    grouped = sum(sizes)
    bases, spoken = base_articles(rng, languages, count - grouped + len(sizes))
    copiers = [Copier(rng, language, 200 * grouped + 10_000) for language in languages]
    carriers = rng.random(count) < CARRIER_SHARE
    documents: list[Document] = []

    def add(base: Text, tongue: int, group: int | None, is_copy: bool) -> None:
        boilerplate = languages[tongue].boilerplate
        closing = int(rng.integers(len(boilerplate))) if carriers[len(documents)] else -1
        text = copiers[tongue].copy(base, closing) if is_copy else base
        documents.append((np.concatenate([text, boilerplate[closing]]) if closing >= 0 else text, group))

    for number, base in enumerate(bases):
        size = sizes[number] if number < len(sizes) else 1
        for place in range(size):
            add(base, spoken[number], number if number < len(sizes) else None, place > 0)
    return [documents[place] for place in rng.permutation(count).tolist()]


def news(languages: list[Language], count: int, seed: int, block: int) -> Iterator[Document]:
    """The shape `news`, block after block, with groups numbered throughout."""
    first_group = 0
    for number in range((count + block - 1) // block):
        rng = np.random.default_rng([seed, number])
        documents = news_block(rng, languages, min(block, count - number * block))
        groups = [group for _, group in documents if group is not None]
        for text, group in documents:
            yield text, None if group is None else first_group + group
        first_group += max(groups, default=-1) + 1


def identical(language: Language, count: int, rng: np.random.Generator) -> Iterator[Document]:
    """One article, many times."""
    article = language.articles(rng, np.array([MEDIAN_WORDS]))[0]
    return ((article, 0) for _ in range(count))


def near(language: Language, count: int, rng: np.random.Generator) -> Iterator[Document]:
    """One article with another word changed in each copy."""
    article = language.articles(rng, np.array([MEDIAN_WORDS]))[0]
    for _ in range(count):
        copy = article.copy()
        place = int(rng.integers(len(copy)))
        copy[place] = with_ending(language.rare(rng, 1), endings(copy[place:place + 1]))[0]
        yield copy, 0


def footer(language: Language, count: int, rng: np.random.Generator) -> Iterator[Document]:
    """Half of each article is its own, half is everybody's."""
    shared = language.articles(rng, np.array([300]))[0]
    for article in language.articles(rng, np.full(count, 300)):
        yield np.concatenate([article, shared]), None


def word(language: Language, count: int, rng: np.random.Generator) -> Iterator[Document]:
    """One word over and over: at most one 5-gram an article, the same in nearly all."""
    the_word = language.rare(rng, 1)
    for number in range(count):
        article = np.repeat(the_word, 1 + number % 500)
        article[-1:] = with_ending(article[-1:], SENTENCE)
        yield article, None


def bulletins(language: Language, count: int, rng: np.random.Generator) -> Iterator[Document]:
    """Phrases of 6 to 18 words that never change, and between them 4 to 12 that always do."""
    template = language.articles(rng, np.array([MEDIAN_WORDS]))[0]
    own = np.zeros(len(template), dtype=bool)
    at = 0
    while at < len(template):
        at += int(rng.integers(6, 19))
        gap = int(rng.integers(4, 13))
        own[at:at + gap] = True
        at += gap
    for _ in range(count):
        bulletin = template.copy()
        bulletin[own] = with_ending(language.rare(rng, int(own.sum())), endings(template[own]))
        yield bulletin, None


def make(arguments: argparse.Namespace) -> tuple[Lexicon, Iterator[Document]]:
    """The words, and the documents of the wanted shape."""
    lexicon = Lexicon(SEEDS)
    english = Language(lexicon, "en", BOILERPLATE_ENGLISH)
    if arguments.shape == "news":
        languages = [english, Language(lexicon, "ar", BOILERPLATE_ARABIC)]
        return lexicon, news(languages, arguments.documents, arguments.seed, arguments.block)
    shapes = {"identical": identical, "near": near, "footer": footer, "word": word, "bulletins": bulletins}
    return lexicon, shapes[arguments.shape](english, arguments.documents, np.random.default_rng(arguments.seed))


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes a made-up news corpus with planted near-duplicates.")
    parser.add_argument("documents", type=int, help="how many documents")
    parser.add_argument("output", type=Path, help="the JSONL file to write")
    parser.add_argument("--seed", type=int, default=1, help="another number, another corpus")
    parser.add_argument("--shape", choices=SHAPES, default="news")
    parser.add_argument("--block", type=int, default=BLOCK, help="documents a block; smaller ones are for tests")
    arguments = parser.parse_args()
    lexicon, documents = make(arguments)
    unfinished = arguments.output.with_name(arguments.output.name + ".part")
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        for number, (codes, group) in enumerate(documents, start=1):
            record = {"id": f"d{number:07}", "text": render(lexicon, codes), "group": group}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    os.replace(unfinished, arguments.output)


if __name__ == "__main__":
    main()
