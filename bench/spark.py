"""Measures a check of a large log by the command line, and by Spark with one and two workers of one core each.

    python bench/spark.py [--records 10000000] [--log <file>]

needs the Python environment of spark/README.md and a built dist/. It prints a table: wall time, processor time of all
processes, the peak memory of the largest process of each kind, and what Spark shuffled. Nothing else should run
meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "spark"), str(ROOT / "spark" / "tests")]

from cluster import Cluster, children_of  # noqa: E402

from copilot_events_spark import validate  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def kind_of(command: str) -> str | None:
    """Return what a process is called in the table."""
    kinds = {
        "copilot-events.js": "program",
        "CoarseGrainedExecutorBackend": "executor",
        "pyspark/daemon": "python",
        "pyspark.daemon": "python",
        "SparkSubmit": "driver",
        "bench/spark.py": "driver python",
    }
    return next((name for text, name in kinds.items() if text in command), None)


class Watch:
    """Looks at all processes below some, again and again."""

    def __init__(self, roots: list[int]) -> None:
        self._roots = roots
        self._stopped = threading.Event()
        self.peaks: dict[str, int] = {}
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopped.set()
        self._thread.join()

    def _pids(self) -> list[int]:
        return [pid for root in self._roots for pid in [root, *children_of(root)]]

    def _run(self) -> None:
        while not self._stopped.wait(0.1):
            for pid in set(self._pids()):
                try:
                    command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
                    status = Path(f"/proc/{pid}/status").read_text()
                except OSError:
                    continue
                kind = kind_of(command)
                peak = next((line for line in status.splitlines() if line.startswith("VmHWM:")), None)
                if kind is not None and peak is not None:
                    self.peaks[kind] = max(self.peaks.get(kind, 0), int(peak.split()[1]) // 1024)

    def seconds(self) -> float:
        """Return the processor time until now; one that ended is counted by the one that waited."""
        total = 0
        for pid in set(self._pids()):
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            total += sum(map(int, fields[11:15]))
        return total / TICKS


def row(name: str, wall: float, cpu: float, memory: str, shuffled: str = "") -> None:
    """Print a line of the table."""
    print(f"| {name} | {wall:.1f} s | {cpu:.1f} s | {memory} | {shuffled} |", flush=True)


def measure_cli(log: Path, jobs: int) -> None:
    """Measure the command line."""
    command = [
        "node",
        "bin/copilot-events.js",
        "validate",
        str(log),
        "--no-config",
        f"--jobs={jobs}",
        "-f",
        "json=/dev/null",
    ]
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    row(f"validate --jobs {jobs}", wall, usage.ru_utime + usage.ru_stime, f"program {usage.ru_maxrss // 1024} MB")


def shuffled_bytes(url: str, application: str) -> int:
    """Return what all stages wrote for others."""
    with urllib.request.urlopen(f"{url}/api/v1/applications/{application}/stages") as answer:
        return sum(stage["shuffleWriteBytes"] for stage in json.load(answer))


def measure_spark(log: Path, workers: int) -> None:
    """Measure Spark on a cluster of its own."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder), workers)
        os.environ.update(cluster.environment)
        watch = Watch([os.getpid(), *cluster.pids])
        try:
            with cluster.session(**{"spark.ui.enabled": "true", "spark.ui.port": "0"}) as spark:
                # The executors are there before the clock starts.
                spark.sparkContext.parallelize(range(8), 8).count()
                watch.start()
                before, start = watch.seconds(), time.monotonic()
                result = validate(spark, str(log), config=False)
                result.write(f"{folder}/report.json")
                wall, cpu = time.monotonic() - start, watch.seconds() - before
                context = spark.sparkContext
                moved = shuffled_bytes(str(context.uiWebUrl), context.applicationId)
                watch.stop()
                result.close()
        finally:
            cluster.close()
    memory = ", ".join(f"{kind} {peak} MB" for kind, peak in sorted(watch.peaks.items()))
    row(f"Spark, {workers} worker{'s' if workers > 1 else ''}", wall, cpu, memory, f"{moved / 1e6:.0f} MB")


def main() -> None:
    """Make the log, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=10_000_000)
    parser.add_argument("--log", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = arguments.log or Path(folder) / "log.ndjson"
        if arguments.log is None:
            options = json.dumps({"records": arguments.records})
            make = f"import {{ writeLog }} from './bench/corpus.js'; await writeLog({json.dumps(str(log))}, {options})"
            subprocess.run(["node", "--input-type=module", "-e", make], cwd=ROOT, check=True)
        print(f"{arguments.records} records, {log.stat().st_size / 1e6:.0f} MB\n")
        print("| run | time | processor time | peak memory of the largest process | shuffled |\n|---|---|---|---|---|")
        for jobs in (1, 2):
            measure_cli(log, jobs)
        for workers in (1, 2):
            measure_spark(log, workers)


if __name__ == "__main__":
    main()
