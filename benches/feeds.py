"""What is read of other people's feeds: `python benches/feeds.py CHARDET FEEDPARSER [RETOLD] [--list]`.

The folders are the `tests` of the source distributions of chardet 5.2.0 (real feeds in many charsets) and of
feedparser 6.0.14 (small ones made for one question each). Truth is what feedparser itself finds, so it has to be
installed: which files have entries with text, how many, and with what text. Two texts are equal when they are but for
white space and markup. `--list` names every file in which something is missing.
"""

import argparse
import collections
import concurrent.futures
import html.parser
import json
import pathlib
import subprocess

import feedparser

UNSEEN = {"script", "style", "noscript", "template", "svg", "head", "title"}


class Text(html.parser.HTMLParser):
    """The text of markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in UNSEEN:
            self.unseen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.unseen and self.unseen[-1] == tag:
            self.unseen.pop()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


def text_of(kind: str | None, value: str) -> str:
    """Without markup and white space."""
    if kind != "text/plain":
        parser = Text()
        parser.feed(value)
        parser.close()
        value = "".join(parser.parts)
    return "".join(value.split())


def truth(path: pathlib.Path) -> list[str]:
    """The texts of a feed, as feedparser finds them: of each entry the longest."""
    texts = []
    for entry in feedparser.parse(path.read_bytes()).entries:
        summary = entry.get("summary_detail") or {}
        found = [(part.get("type"), part.get("value") or "") for part in [*entry.get("content", []), summary]]
        texts.append(max((text_of(*each) for each in found), key=len))
    return [text for text in texts if text]


def ours(retold: str, path: pathlib.Path) -> list[str]:
    """The texts of a feed, as retold finds them."""
    command = [retold, "articles", str(path), "--quiet", "--no-config"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    texts: dict[str, str] = collections.defaultdict(str)
    for line in done.stdout.splitlines():
        article = json.loads(line)
        texts[article["document"]] += article["text"]
    return ["".join(text.split()) for text in texts.values()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chardet", type=pathlib.Path)
    parser.add_argument("feedparser", type=pathlib.Path)
    parser.add_argument("retold", nargs="?", default="target/release/retold")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    suites = {
        "real feeds (chardet)": sorted(args.chardet.rglob("*.xml")),
        "well-formed (feedparser)": sorted((args.feedparser / "wellformed").rglob("*.xml")),
        "damaged (feedparser)": sorted((args.feedparser / "illformed").rglob("*.xml")),
        "charsets (feedparser)": sorted((args.feedparser / "encoding").rglob("*.xml")),
        "entities (feedparser)": sorted((args.feedparser / "entities").rglob("*.xml")),
    }
    for name, paths in suites.items():
        wanted = {path: texts for path in paths if (texts := truth(path))}
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            found = dict(zip(wanted, pool.map(lambda path: ours(args.retold, path), wanted)))
        feeds = items = equal = 0
        for path, texts in wanted.items():
            own = found[path]
            same = sum((collections.Counter(texts) & collections.Counter(own)).values())
            feeds += bool(own)
            items += min(len(own), len(texts))
            equal += same
            if args.list and same < len(texts):
                print(f"  {path}: {len(texts)} entries, {len(own)} read, {same} equal")
        total = sum(map(len, wanted.values()))
        print(
            f"{name}: {len(paths)} files, {len(wanted)} with text: {feeds} give any; "
            f"of {total} entries {items} are read, {equal} with equal text"
        )


if __name__ == "__main__":
    main()
