"""What a check costs beside the search for copies, and with a cache: `python benches/check.py CORPUS [RUNS] [RETOLD]`.

Runs are interleaved, so that a machine that becomes slower becomes so for all of them; the figures are medians.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time


def run(command: list[str]) -> tuple[float, float]:
    """Wall and processor time of a command, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.DEVNULL)
    wall = time.monotonic() - start
    # A check that finds something ends with 1.
    if done.returncode not in (0, 1):
        sys.exit(f"{command} ended with {done.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    corpus = sys.argv[1]
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 11
    retold = sys.argv[3] if len(sys.argv) > 3 else "target/release/retold"
    with tempfile.TemporaryDirectory() as cache:
        check = [retold, "check", corpus, "--no-config", "--quiet"]
        commands = {
            "cluster --levels copies": [retold, "cluster", corpus, "--no-config", "--quiet", "--levels", "copies"],
            "check": check,
            "check, unchanged": [*check, "--cache", cache],
        }
        run(commands["check, unchanged"])
        rows = [[run(command) for command in commands.values()] for _ in range(runs)]
    for at, name in enumerate(commands):
        wall, cpu = (statistics.median(row[at][kind] for row in rows) for kind in (0, 1))
        ratio = statistics.median(row[at][0] / row[0][0] for row in rows)
        print(f"{name:24} {wall:6.2f} s wall {cpu:6.2f} s CPU {ratio:5.2f} of the first")
    print(f"unchanged is {statistics.median(row[1][0] / row[2][0] for row in rows):.1f} times as fast")


if __name__ == "__main__":
    main()
