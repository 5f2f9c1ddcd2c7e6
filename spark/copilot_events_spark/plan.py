"""Decides on the driver which task reads what."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from .binary import run
from .errors import CopilotEventsError
from .remote import is_remote, local_path, mirror, mirrored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .options import Options

Split = dict[str, Any]


def _print_splits(paths: Sequence[str], options: Options, split_bytes: int, cwd: str) -> list[Split]:
    """Ask the program for the splits. What it says of skipped files goes to stderr."""
    done = run(
        ["validate", *options.checking, f"--print-splits={split_bytes}", "--", *paths],
        cwd=cwd,
        stdout=subprocess.PIPE,
    )
    sys.stderr.write(done.stderr.decode("utf-8", "replace")) if done.returncode == 0 else None
    if done.returncode != 0:
        raise CopilotEventsError(done.stderr.decode("utf-8", "replace").strip().removeprefix("copilot-events: "))
    return [json.loads(line) for line in done.stdout.splitlines()]


def list_splits(paths: Sequence[str], options: Options, split_bytes: int, folder: str) -> list[Split]:
    """List the logs that paths name as the command line does, cut into splits.

    Raises CopilotEventsError if a path names nothing, or a log cannot be listed.
    """
    remote = [path for path in paths if is_remote(path)]
    if not remote:
        return _print_splits([local_path(path) for path in paths], options, split_bytes, os.getcwd())
    copies = os.path.join(folder, "names")
    os.makedirs(copies, exist_ok=True)
    logs = mirror(remote, copies, split_bytes)
    where = [mirrored(path, copies) if path in remote else local_path(path) for path in paths]
    splits = _print_splits(where, options, split_bytes, os.getcwd())
    for split in splits:
        if split["path"] in logs:
            split["name"], split["uri"] = logs[split["path"]]
    return splits


def _size_of(split: Split) -> int:
    size: int = split["end"] - split["start"] if "start" in split else split["size"]
    return size


def group_splits(splits: Sequence[Split], split_bytes: int, at_least: int) -> Iterator[list[Split]]:
    """Put small logs that follow each other together: a run for each would cost more than the logs.

    :param at_least: into how many groups, if there are as many splits; so that no core waits
    """
    total = sum(map(_size_of, splits))
    most = min(split_bytes, max(1, total // max(1, at_least)))
    group: list[Split] = []
    size = 0
    for split in splits:
        if group and size + _size_of(split) > most:
            yield group
            group, size = [], 0
        group.append(split)
        size += _size_of(split)
    if group:
        yield group
