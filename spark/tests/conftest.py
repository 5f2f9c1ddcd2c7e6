"""What the tests share: a cluster, and the report of the command line to compare with."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cluster import ROOT, Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

_DURATION = re.compile(rb'"durationMs": ?\d+|, [0-9.,]+ (?:ms|s|min)\)|time="[0-9.]+"')


def without_duration(report: bytes) -> bytes:
    """Replace what differs between two runs."""
    return _DURATION.sub(b"", report)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers of one core each."""
    running = Cluster(tmp_path_factory.mktemp("cluster"))
    before = dict(os.environ)
    os.environ.update(running.environment)
    try:
        yield running
    finally:
        os.environ.clear()
        os.environ.update(before)
        running.close()


@pytest.fixture(scope="module")
def spark(cluster: Cluster) -> Iterator[SparkSession]:
    """A session on the cluster, with executors of 1 GB."""
    with cluster.session() as session:
        yield session


class Cli:
    """The command line on one machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def reports(self, paths: list[str], options: list[str], formats: list[str]) -> tuple[int, str, dict[str, bytes]]:
        """Return exit code, what is on stderr, and the reports, without durations."""
        files = [f"--format={name}=cli.{name}" for name in formats]
        command = ["node", str(ROOT / "bin" / "copilot-events.js"), "validate", *paths, *options, *files]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        reports = {name: without_duration((self.folder / f"cli.{name}").read_bytes()) for name in formats}
        return done.returncode, done.stderr, reports


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line in a folder of the test, which is the working folder of the driver, too."""
    monkeypatch.chdir(tmp_path)
    return Cli(tmp_path)
