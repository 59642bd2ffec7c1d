#!/usr/bin/env python3
"""retold beside its peers: processor time, memory, recall and precision, in one table.

    compare.py [--documents 10000] [--seed 1] [--corpus FILE] [--tools retold,gaoya,...] [--runs 3] [--retold PATH]
               [--tokens own|retold|plain] [--no-quality] [--markdown FILE]

Makes the corpus (kept in target/peers/), runs each tool as a process of its own from JSONL to files of pairs and
clusters, one tool after the other and that as often as `--runs` says, so that a busy minute of the machine falls on
all of them; takes the median; judges what they wrote.  README.md says what the columns mean.

Only the standard library is imported here.  A child's peak memory is at least what its parent had when it was
started, so this process has to stay small.
"""

import argparse
import hashlib
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import evaluate

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "target" / "peers"
THRESHOLD = 0.7  # that of shared.py, which needs packages that this process should not load
RECALL = 0.99
TOOLS = ("retold", "gaoya", "rensa", "datasketch", "datatrove")
SEVERAL_PROCESSES = {"datatrove"}
WITHOUT_PAIRS = {"datatrove"}
CORPUS_INPUTS = ("corpus.py", "language.py")
TRUTH_INPUTS = ("truth.py", "words.py")


@dataclass
class Run:
    """What one process and its children cost."""

    cpu: float
    wall: float
    peak: int


@dataclass
class Tool:
    """A tool with its command, what it writes, its runs and what they were worth."""

    name: str
    version: str
    command: list[str]
    pairs_file: Path
    clusters_file: Path
    runs: list[Run] = field(default_factory=list)
    pairs: evaluate.PairQuality | None = None
    clusters: evaluate.ClusterQuality | None = None

    def median(self, measure: str) -> float:
        return statistics.median(getattr(run, measure) for run in self.runs)


def say(text: str) -> None:
    """Progress goes to standard error, the table alone to standard output."""
    print(text, file=sys.stderr, flush=True)


def digest(paths: list[Path]) -> str:
    """Names the content of files, so that what was made from them is made again when they change."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:12]


def make_corpus(documents: int, seed: int) -> Path:
    """The corpus of the shape `news`, made unless it is there."""
    seeds = ROOT / "seeds"
    inputs = [HERE / name for name in CORPUS_INPUTS]
    inputs += sorted(seeds.glob("*.jsonl")) + sorted(seeds.glob("pages/*.txt"))
    path = WORK / f"news-{documents}-{seed}-{digest(inputs)}.jsonl"
    if not path.exists():
        say(f"making {path.name}")
        command = [sys.executable, str(HERE / "corpus.py"), str(documents), str(path), "--seed", str(seed)]
        subprocess.run(command, check=True)
    return path


def make_truth(corpus: Path, rule: str) -> Path:
    """The exact pairs by one rule of what a word is, made unless they are there."""
    inputs = [corpus] + [HERE / name for name in TRUTH_INPUTS]
    path = WORK / f"truth-{rule}-{digest(inputs)}.tsv"
    if not path.exists():
        say(f"finding the exact pairs of {corpus.name}, words by the rule {rule}")
        command = [sys.executable, str(HERE / "truth.py"), str(corpus), str(path), "--tokens", rule]
        subprocess.run(command, check=True)
    return path


def retold_tool(program: Path, corpus: Path) -> Tool | None:
    """retold with the settings of this comparison, or nothing when it is not built."""
    if not program.exists():
        say(f"retold: no program at {program}; skipped. `cargo build --release` makes it, --retold names another")
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    pairs, articles = WORK / "retold.pairs.jsonl", WORK / "retold.articles.jsonl"
    command = [str(program), "cluster", str(corpus), "--levels", "copies", "--copies-similarity", "plain"]
    command += ["--copies-threshold", str(THRESHOLD), "--recall", str(RECALL), "--quiet"]
    command += ["--output", f"pairs={pairs}", "--output", f"jsonl={articles}"]
    return Tool("retold", version, command, pairs, articles)


def peer_tool(name: str, corpus: Path) -> Tool | None:
    """A peer with its script, or nothing when it is not installed for this Python."""
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        say(f"{name}: not installed for {sys.executable}; skipped. See requirements.txt")
        return None
    command = [sys.executable, str(HERE / f"run_{name}.py"), str(corpus), str(WORK / name)]
    return Tool(name, version, command, WORK / f"{name}.pairs.tsv", WORK / f"{name}.clusters.tsv")


def measure(tool: Tool) -> Run | None:
    """Runs the tool once; nothing when it fails.  The times and the memory are the kernel's, children included."""
    log = WORK / f"{tool.name}.log"
    for old in (tool.pairs_file, tool.clusters_file):
        old.unlink(missing_ok=True)
    with log.open("wb") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(tool.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
        say(f"{tool.name}: failed with exit code {process.returncode}, left out: " + " / ".join(last))
        return None
    kibibytes = usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss // 1024
    return Run(usage.ru_utime + usage.ru_stime, wall, kibibytes)


def measure_all(tools: list[Tool], runs: int) -> list[Tool]:
    """All tools in turn, as often as wanted; those that never failed."""
    alive = tools
    for number in range(1, runs + 1):
        for tool in list(alive):
            run = measure(tool)
            if run is None:
                alive = [other for other in alive if other is not tool]
                continue
            tool.runs.append(run)
            say(f"run {number} of {runs}: {tool.name} {run.cpu:.2f} s CPU, {run.wall:.2f} s wall")
    return alive


def written_by(tool: Tool) -> tuple[set[evaluate.Pair] | None, evaluate.Clusters]:
    """The pairs, where the tool names any, and the clusters of its last run."""
    if tool.name == "retold":
        clusters, several = evaluate.read_retold_clusters(tool.clusters_file)
        if several:
            say(f"retold found several articles in {several} documents; they are judged as one")
        return evaluate.read_retold_pairs(tool.pairs_file), clusters
    pairs = None if tool.name in WITHOUT_PAIRS else evaluate.read_pairs(tool.pairs_file)
    return pairs, evaluate.read_clusters(tool.clusters_file)


def judge(tools: list[Tool], corpus: Path, threshold: float, rule: str) -> None:
    """Recall and precision of what the last run of each tool wrote."""
    truths: dict[str, tuple[dict[evaluate.Pair, float], evaluate.Clusters]] = {}
    for tool in tools:
        own = "retold" if tool.name == "retold" else "plain"
        wanted = own if rule == "own" else rule
        if wanted not in truths:
            truth = evaluate.read_truth(make_truth(corpus, wanted))
            truths[wanted] = truth, evaluate.closure(truth, threshold)
        truth, connected = truths[wanted]
        pairs, clusters = written_by(tool)
        if pairs is not None:
            tool.pairs = evaluate.judge_pairs(pairs, truth, threshold)
        tool.clusters = evaluate.judge_clusters(clusters, connected)


def cost_cells(tool: Tool, reference: Tool | None, documents: int) -> list[str]:
    """The columns of time and memory."""
    cpu = tool.median("cpu")
    ratio = f"{cpu / reference.median('cpu'):.1f}" if reference else "-"
    peak = f"{tool.median('peak') / 1024:.0f}" + (" a process" if tool.name in SEVERAL_PROCESSES else "")
    return [f"{cpu:.2f}", ratio, f"{documents / cpu:.0f}", f"{tool.median('wall'):.2f}", peak]


def quality_cells(tool: Tool, threshold: float) -> list[str]:
    """The columns of recall and precision."""
    pairs, clusters = tool.pairs, tool.clusters
    if pairs is None:
        cells = ["-"] * (2 + len(evaluate.bands_from(threshold)))
    else:
        bands = [evaluate.ratio(evaluate.share(hit, wanted)) for _, _, wanted, hit in pairs.bands]
        cells = [evaluate.ratio(pairs.recall), *bands, evaluate.ratio(pairs.precision)]
    if clusters is None:
        return cells + ["-", "-"]
    return cells + [evaluate.ratio(clusters.recall), evaluate.ratio(clusters.precision)]


def table(tools: list[Tool], documents: int, threshold: float, quality: bool) -> list[str]:
    """The table in Markdown, its columns aligned so that it reads well as it stands."""
    header = ["tool", "CPU s", "CPU to retold", "documents a CPU s", "wall s", "peak MiB"]
    if quality:
        bands = [f"{low:.1f}-{high:.1f}" for low, high in evaluate.bands_from(threshold)]
        header += ["pair recall", *bands, "pair precision", "cluster recall", "cluster precision"]
    reference = next((tool for tool in tools if tool.name == "retold"), None)
    rows = [header]
    for tool in sorted(tools, key=lambda tool: tool.median("cpu")):
        cells = [f"{tool.name} {tool.version}", *cost_cells(tool, reference, documents)]
        rows.append(cells + (quality_cells(tool, threshold) if quality else []))
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    lines = []
    for row in rows:
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths))
        lines.append("| " + " | ".join([row[0].ljust(widths[0]), *rest]) + " |")
    rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
    return [lines[0], "| " + " | ".join(rule) + " |", *lines[1:]]


def processor() -> str:
    """The processor's name where the system gives one."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def count_lines(path: Path) -> int:
    """How many documents a corpus has."""
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Compares retold with other finders of near-duplicates.")
    parser.add_argument("--documents", type=int, default=10_000, help="documents of the corpus that is made")
    parser.add_argument("--seed", type=int, default=1, help="seed of the corpus that is made")
    parser.add_argument("--corpus", type=Path, help="a JSONL file with id and text, instead of one that is made")
    parser.add_argument("--tools", default=",".join(TOOLS), help="which tools, with commas between")
    parser.add_argument("--runs", type=int, default=3, help="runs of each tool; the median counts")
    parser.add_argument("--retold", type=Path, default=ROOT / "target" / "release" / "retold", help="the program")
    parser.add_argument("--tokens", choices=("own", "retold", "plain"), default="own", help="whose words truth is in")
    parser.add_argument("--no-quality", action="store_true", help="time and memory alone, as for the hard shapes")
    parser.add_argument("--markdown", type=Path, help="write the table to this file too")
    given = parser.parse_args()
    unknown = sorted(set(given.tools.split(",")) - set(TOOLS))
    if unknown or given.runs < 1:
        parser.error(f"no such tool: {', '.join(unknown)}" if unknown else "--runs must be at least 1")
    return given


def main() -> None:
    given = arguments()
    WORK.mkdir(parents=True, exist_ok=True)
    corpus = given.corpus or make_corpus(given.documents, given.seed)
    documents = count_lines(corpus)
    wanted = [
        retold_tool(given.retold, corpus) if name == "retold" else peer_tool(name, corpus)
        for name in given.tools.split(",")
    ]
    tools = measure_all([tool for tool in wanted if tool], given.runs)
    if not tools:
        sys.exit("no tool ran")
    if not given.no_quality:
        judge(tools, corpus, THRESHOLD, given.tokens)
    setting = (
        f"{documents:,} documents, {corpus.stat().st_size / 1e6:.1f} MB; Jaccard similarity of word 5-grams at least "
        f"{THRESHOLD}; runs of each tool: {given.runs}, median taken; {os.cpu_count()} processors, {processor()}; "
        f"Python {platform.python_version()}."
    )
    lines = [setting, "", *table(tools, documents, THRESHOLD, not given.no_quality)]
    print(*lines, sep="\n")
    if given.markdown:
        given.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
