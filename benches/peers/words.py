"""What a word is: retold's rule, and the usual one of its peers.  See truth.py for why there are two.

`retold` follows docs/folding.md: letters, digits and the marks on them make up a word; apostrophes join letters;
full stops and commas join digits, and go where they group thousands; characters of scripts without spaces are words
of their own; words are compared in folded spelling.  It leaves out what no text of this comparison has: Greek
accents, scripts beyond the basic plane, and the longer shingles of texts in scripts without spaces.  The character
data are those of this Python, which may be older than retold's; letters of living languages do not differ.

`plain` is every run of `\\w` in the lower-cased text, as examples for Python libraries have it.  Combining marks are
no `\\w`, so it cuts vocalised Arabic, and it cuts 3,500 in two.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

Tokens = Callable[[str], list[str]]

BASIC_PLANE = 0x10000
LETTER_CATEGORIES = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "No"}
MARK_CATEGORIES = {"Mn", "Mc", "Me"}
APOSTROPHES = "'\u2019\u02bc\u00b7\u05f3\u05f4\uff07"
POINTS = ".,\u066b\u066c"
IGNORED = "\u0640\u00ad"
UNSPACED = (  # Thai, Lao, Burmese, Khmer, Kana, Han
    (0x0E01, 0x0E3A), (0x0E40, 0x0E4E), (0x0E80, 0x0ECE), (0x0EDC, 0x0EDF), (0x1000, 0x103F), (0x1050, 0x108F),
    (0x1780, 0x17D3), (0x17DC, 0x17DC), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B),
    (0x3041, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF), (0xA9E0, 0xA9EF), (0xA9FA, 0xA9FE), (0xAA60, 0xAA7F), (0xFF66, 0xFF9F),
)
DROPPED = (  # joiners and marks of direction, tatweel, vowel signs of Arabic and Hebrew, nuktas
    (0x00AD, 0x00AD), (0x0640, 0x0640), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), (0xFEFF, 0xFEFF),
    (0xFE00, 0xFE0F), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED), (0x0591, 0x05BD), (0x05BF, 0x05BF),
    (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7), (0x093C, 0x093C), (0x09BC, 0x09BC), (0x0A3C, 0x0A3C),
    (0x0ABC, 0x0ABC), (0x0020, 0x0020),
)
ONE_FOR_ANOTHER = (  # the characters that fold to the one behind them
    ("\u2019\u02bc\uff07\u05f3", "'"), ("\u066b", "."), ("\u066c", ","), ("ß", "ss"), ("ı", "i"), ("ς", "σ"),
    ("ё", "е"), ("أإآٱ", "ا"), ("ىیېئ", "ي"), ("ؤ", "و"), ("ةۀہۂۃھە", "ه"), ("کڪ", "ك"), ("\u0901", "\u0902"),
)
NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)+")


def kind(character: str) -> str:
    """What a character does: (L)etter, (D)igit, (M)ark, (U)nit, (I)gnored, (B)reak."""
    category = unicodedata.category(character)
    if character in APOSTROPHES or character in POINTS:
        return "B"
    if character in IGNORED or category == "Cf":
        return "I"
    if category in MARK_CATEGORIES:
        return "M"
    if category == "Nd":
        return "D"
    if category not in LETTER_CATEGORIES:
        return "B"
    return "U" if any(first <= ord(character) <= last for first, last in UNSPACED) else "L"


def character_ranges() -> dict[str, str]:
    """For each kind the inside of a bracket expression; neighbouring characters make one range."""
    out = {name: "" for name in "LDMUIB"}
    start, current = 0, kind("\0")
    for code in range(1, BASIC_PLANE + 1):
        this = kind(chr(code)) if code < BASIC_PLANE else ""
        if this != current:
            out[current] += f"\\u{start:04x}-\\u{code - 1:04x}"
            start, current = code, this
    return out


def word_pattern() -> re.Pattern[str]:
    """A word: runs of letters and of digits with their marks, joined where the rule says so; or one unit."""
    of = character_ranges()
    letter, digit, mark, ignored = of["L"], of["D"], of["M"], of["I"]

    def run(own: str, joiners: str) -> str:
        joined = f"(?<=[{own}{mark}])[{joiners}](?=[{own}])"
        return f"[{own}]+[{mark}{ignored}]*(?:{joined})?"

    return re.compile(f"(?:{run(letter, APOSTROPHES)}|{run(digit, POINTS)})+|[{of['U']}][{mark}]*")


def folding_table() -> dict[int, str]:
    """The rules that concern one character at a time."""
    table = {code: "" for first, last in DROPPED for code in range(first, last + 1)}
    table |= {ord(source): target for sources, target in ONE_FOR_ANOTHER for source in sources}
    for code in range(BASIC_PLANE):
        value = unicodedata.decimal(chr(code), None)
        if value is not None:
            table[code] = str(value)
    return table


def retold_tokens() -> Tokens:
    """Cuts a text as retold does.  The spellings met are kept, for folding one costs more than finding it again."""
    pattern, table = word_pattern(), folding_table()
    met: dict[str, str] = {}

    def fold(word: str) -> str:
        folded = word.lower()
        if not word.isascii():
            folded = unicodedata.normalize("NFKC", word).lower().translate(table)
            folded = NASAL.sub("\u0902", folded.replace("i\u0307", "i"))
        if NUMBER.fullmatch(folded):
            grouped = THOUSANDS.fullmatch(folded) is not None
            folded = re.sub("[.,]", "" if grouped else ".", folded)
        return folded

    def tokens(text: str) -> list[str]:
        found = pattern.findall(text)
        for word in found:
            if word not in met:
                met[word] = fold(word)
        return [folded for word in found if (folded := met[word])]

    return tokens


def plain_tokens() -> Tokens:
    """Cuts a text as examples for the peers do."""
    pattern = re.compile(r"\w+")
    return lambda text: pattern.findall(text.lower())


RULES: dict[str, Callable[[], Tokens]] = {"retold": retold_tokens, "plain": plain_tokens}


def words_of(texts: Iterator[str], rule: str) -> Iterator[list[str]]:
    """Each text as its words."""
    tokens = RULES[rule]()
    return (tokens(text) for text in texts)
