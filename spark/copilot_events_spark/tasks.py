"""What runs on the executors. A task that runs twice has the same result."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .binary import run_or_fail
from .parts import parts_of
from .remote import copy_split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .options import Settings

#: A piece of a part on its way: the partition that it goes to, the number of the task, of the piece, and its bytes.
Piece = tuple[int, tuple[int, int, bytes]]

#: So many bytes go into a piece. Spark keeps up to a thousand of them in the memory of a task.
PIECE_BYTES = 64 * 1024


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Make a folder where Spark keeps its own local files; it removes what a task that is killed leaves there."""
    folders = os.environ.get("SPARK_LOCAL_DIRS", "") or os.environ.get("LOCAL_DIRS", "")
    return tempfile.TemporaryDirectory(prefix="copilot-events-", dir=folders.split(",")[0] or None)


def pieces_of(path: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield a range of a file in numbered pieces."""
    with open(path, "rb") as file:
        file.seek(start)
        left = (os.path.getsize(path) if end is None else end) - start
        number = 0
        while left > 0:
            piece = file.read(min(PIECE_BYTES, left))
            yield number, piece
            left -= len(piece)
            number += 1


def write_pieces(pieces: Iterable[tuple[int, int, bytes]], folder: str, target: str) -> list[int]:
    """Write pieces that come in any order to a file, in the order of tasks and numbers; returns the tasks.

    Only where each piece is kept is in memory.
    """
    spool = os.path.join(folder, "pieces")
    index: list[tuple[int, int, int, int]] = []
    position = 0
    with open(spool, "wb") as file:
        for task, number, piece in pieces:
            file.write(piece)
            index.append((task, number, position, len(piece)))
            position += len(piece)
    index.sort()
    with open(spool, "rb") as file, open(target, "wb") as ordered:
        for _, _, start, length in index:
            file.seek(start)
            ordered.write(file.read(length))
    os.unlink(spool)
    return sorted({task for task, _, _, _ in index})


@dataclass(frozen=True)
class MapTask:
    """Checks groups of splits; the facts for rules across records go to their partitions."""

    settings: Settings
    partitions: int
    #: Into how many partitions the records with problems go, behind those of the facts.
    outputs: int

    def __call__(self, groups: Iterable[tuple[int, Sequence[Mapping[str, Any]]]]) -> Iterator[Piece]:
        """Run the program on each group."""
        for task, splits in groups:
            with _temporary_folder() as folder:
                shard = self._write_shard(splits, folder)
                with open(shard, "rb") as file:
                    parts = list(parts_of(file))
                for number, part in enumerate(parts):
                    target = number - 1 if number > 0 else self.partitions + task % self.outputs
                    for piece_number, piece in pieces_of(shard, part.start, part.end):
                        yield target, (task, piece_number, piece)

    def _write_shard(self, splits: Sequence[Mapping[str, Any]], folder: str) -> str:
        for path, content in self.settings.files.items():
            target = os.path.join(folder, "settings", path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(content)
        lines = []
        for number, split in enumerate(splits):
            line = dict(split)
            if "uri" in split:
                line["path"] = os.path.join(folder, f"copy-{number}")
                copy_split(split, line["path"])
            lines.append(json.dumps(line))
        with open(os.path.join(folder, "splits"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        shard = os.path.join(folder, "run.shard")
        settings = os.path.join(folder, "settings")
        os.makedirs(settings, exist_ok=True)
        arguments = ["-q", "--jobs=1", f"--splits={folder}/splits", f"--partitions={self.partitions}"]
        run_or_fail(
            ["validate", *self.settings.arguments, *arguments, f"--format=shard={shard}"],
            cwd=settings,
            env={"TMPDIR": folder},
        )
        return shard


@dataclass(frozen=True)
class StepTask:
    """Runs a step of `merge` on one partition of the facts."""

    step: str
    #: What the step before wrote, in pieces that follow each other.
    before: Sequence[bytes]

    def __call__(self, pieces: Iterable[Piece]) -> Iterator[bytes]:
        """Run the program on the partition; yield what it writes."""
        with _temporary_folder() as folder:
            facts, before, found = (os.path.join(folder, name) for name in ("facts", "before", "found"))
            if not write_pieces((piece for _, piece in pieces), folder, facts):
                return
            with open(before, "wb") as file:
                file.writelines(self.before)
            shards = [facts, before] if self.before else [facts]
            run_or_fail(
                ["merge", "--no-config", *shards, f"--step={self.step}", f"--format=shard={found}"],
                env={"TMPDIR": folder},
            )
            for _, piece in pieces_of(found):
                yield piece
