"""A standalone cluster on the loopback interface: a master and workers, each a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyspark
from pyspark.sql import SparkSession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SPARK_HOME = Path(pyspark.__file__).parent
_START_SECONDS = 120

#: What stands on the PATH of the nodes: the program of this repository. It notes each run, and tests can slow it down.
_PROGRAM = """\
#!/bin/sh
if [ "$1" = --version ] && [ -e "{notes}.wrong-version" ]; then
  echo 9.9.9
  exit
fi
echo "$*" >> "{notes}"
case "$*" in *--partitions=*)
  if mv "{notes}.slow" "{notes}.was-slow" 2>/dev/null; then
    # Until all others have run, and this one again.
    turn=0
    while [ "$(grep -c -- --partitions= "{notes}")" -le "$(cat "{notes}.was-slow")" ] && [ $turn -lt 240 ]; do
      sleep 0.5
      turn=$((turn + 1))
    done
  fi
  if mv "{notes}.dies" "{notes}.was-dying" 2>/dev/null; then kill -9 $$; fi
  if [ -e "{notes}.all-slow" ]; then sleep 0.5; fi
esac
exec "{node}" "{root}/bin/copilot-events.js" "$@"
"""


class Cluster:
    """A master and its workers."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.folder = folder
        self.notes = folder / "runs"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._write_program()
        self.environment = {
            **os.environ,
            "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_HOME": str(SPARK_HOME),
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_DIRS": str(folder / "local"),
            # Of the store that the tests serve.
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        (folder / "local").mkdir()
        try:
            self.master = self._start_master()
            self.workers = [self.start_worker(number) for number in range(workers)]
        except BaseException:
            self.close()
            raise

    def _write_program(self) -> None:
        (self.folder / "bin").mkdir()
        node = shutil.which("node")
        program = self.folder / "bin" / "copilot-events"
        program.write_text(_PROGRAM.format(node=node, root=ROOT, notes=self.notes))
        program.chmod(0o755)

    def _start(self, name: str, arguments: list[str]) -> tuple[subprocess.Popen[bytes], Path]:
        log = self.folder / f"{name}.log"
        command = [
            str(SPARK_HOME / "bin" / "spark-class"),
            f"org.apache.spark.deploy.{arguments[0]}",
            *arguments[1:],
        ]
        with log.open("wb") as file:
            process = subprocess.Popen(
                command,
                env=self.environment,
                cwd=self.folder,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self._processes.append(process)
        return process, log

    def _start_master(self) -> str:
        _, log = self._start("master", ["master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"])
        return _wait_for(log, r"(spark://127\.0\.0\.1:\d+)")

    def start_worker(self, number: int) -> subprocess.Popen[bytes]:
        """Start a worker with one core and memory for one executor."""
        work = self.folder / f"worker-{number}"
        # Each is a host of its own: Spark gives the second attempt of a slow task only to another host.
        host = f"127.0.0.{number + 1}"
        arguments = ["--host", host, "--webui-port", "0", "--cores", "1", "--memory", "1200m"]
        process, log = self._start(
            f"worker-{number}", ["worker.Worker", *arguments, "--work-dir", str(work), self.master]
        )
        _wait_for(log, r"(Successfully registered)")
        return process

    @property
    def pids(self) -> list[int]:
        """The processes that were started."""
        return [process.pid for process in self._processes]

    def kill_worker(self, number: int) -> None:
        """End a worker and its executor by SIGKILL, without a word to the master."""
        process = self.workers[number]
        for pid in [*children_of(process.pid), process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()

    def runs(self, step: str) -> int:
        """How often the program was run with an option."""
        return sum(step in line for line in self.notes.read_text().splitlines()) if self.notes.exists() else 0

    @contextlib.contextmanager
    def behaving(self, how: str, runs: int = 0) -> Iterator[None]:
        """Let the program be slow for so many runs, die, or have a wrong version, as the script above does."""
        mark = Path(f"{self.notes}.{how}")
        self.notes.unlink(missing_ok=True)
        mark.write_text(str(runs))
        try:
            yield
        finally:
            mark.unlink(missing_ok=True)

    @contextlib.contextmanager
    def session(self, **settings: str) -> Iterator[SparkSession]:
        """Open a session on the cluster."""
        builder = SparkSession.builder.master(self.master).appName("copilot-events tests")
        always = {
            "spark.ui.enabled": "false",
            "spark.executor.memory": "1g",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.pyspark.python": sys.executable,
        }
        for name, value in {**always, **settings}.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        try:
            yield session
        finally:
            session.stop()

    def close(self) -> None:
        """End all processes that were started."""
        for process in reversed(self._processes):
            for pid in [*children_of(process.pid), process.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()


def wait_until(is_so: Callable[[], bool], seconds: float = _START_SECONDS) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(f"nothing happened within {seconds} seconds")
        time.sleep(0.05)


def _wait_for(log: Path, pattern: str) -> str:
    found: list[str] = []

    def is_there() -> bool:
        match = re.search(pattern, log.read_text(errors="replace"))
        if match is not None:
            found.append(match[1])
        return match is not None

    wait_until(is_there)
    return found[0]


def children_of(pid: int) -> list[int]:
    """Return the processes that a process started, and those that these started."""
    shown = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    children: dict[int, list[int]] = {}
    for line in shown.splitlines():
        child, parent = map(int, line.split())
        children.setdefault(parent, []).append(child)
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found
