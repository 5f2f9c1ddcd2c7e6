"""Finds and runs copilot-events, on the driver and on the executors."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import IO, TYPE_CHECKING

from pyspark import SparkFiles

from .errors import CopilotEventsError
from .version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: The name under which the archive is unpacked on each node: `--archives copilot-events.tar.gz#copilot-events`.
ARCHIVE = "copilot-events"

#: How much of what a failed program printed is shown.
MAX_SHOWN = 2000

_NEEDED = (
    "make an archive with `node scripts/spark-archive.js` and give it to archive= or --archive, "
    f"or install copilot-events {__version__} on all nodes"
)


def _unpacked() -> list[str]:
    """Where an archive may be unpacked: by Spark, or in the folder of a YARN container."""
    folders = [ARCHIVE]
    try:
        folders.insert(0, SparkFiles.get(ARCHIVE))
    except Exception:
        return folders
    return folders


#: The program that was found, by the name of the archive.
_found: dict[str, str] = {}


def find_binary() -> str:
    """Return the path of the program: of the archive if there is one, else what is on the PATH.

    Raises CopilotEventsError if there is none, or if it has another version than this package.
    """
    # What an archive brought goes with the session that it was given to.
    if not os.path.exists(_found.get(ARCHIVE, "")):
        _found[ARCHIVE] = _find()
    return _found[ARCHIVE]


def forget_binary() -> None:
    """Look for the program again: there is an archive now."""
    _found.clear()


def _find() -> str:
    for folder in _unpacked():
        path = os.path.join(folder, "bin", "copilot-events")
        if os.path.exists(path):
            return _checked(os.path.abspath(path))
    found = shutil.which("copilot-events")
    if found is None:
        raise CopilotEventsError(f"there is no copilot-events on {os.uname().nodename}: {_NEEDED}")
    return _checked(found)


def _checked(path: str) -> str:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    version = done.stdout.strip()
    if done.returncode != 0:
        raise CopilotEventsError(f"{path} does not run: {done.stderr.strip()[-MAX_SHOWN:]}")
    if version != __version__:
        raise CopilotEventsError(f"{path} is copilot-events {version}, not {__version__}: {_NEEDED}")
    return path


def run(
    arguments: Sequence[str],
    *,
    cwd: str | None = None,
    stdout: IO[bytes] | int | None = subprocess.PIPE,
    stderr: IO[bytes] | int | None = subprocess.PIPE,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the program to its end; what it read and printed is in the result."""
    command = [find_binary(), *arguments]
    surroundings = {**os.environ, **(env or {})}
    return subprocess.run(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        env=surroundings,
        check=False,
    )


def run_or_fail(arguments: Sequence[str], *, cwd: str | None = None, env: Mapping[str, str] | None = None) -> bytes:
    """Run the program; return what it printed on stdout. Problems in logs are no failure.

    Raises CopilotEventsError with what it printed on stderr, if it could not do its job.
    """
    done = run(arguments, cwd=cwd, env=env)
    if done.returncode in (0, 1):
        return done.stdout
    shown = done.stderr.decode("utf-8", "replace").strip()[-MAX_SHOWN:]
    reason = shown if done.returncode == 2 else f"copilot-events ended with {done.returncode}: {shown}"
    raise CopilotEventsError(reason.removeprefix("copilot-events: "))
