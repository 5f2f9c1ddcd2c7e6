"""Runs a check on a cluster."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

from .binary import ARCHIVE, forget_binary
from .errors import CopilotEventsError
from .options import Options, read_settings
from .parts import parts_of, without
from .plan import group_splits, list_splits
from .result import Result
from .tasks import MapTask, StepTask, write_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pyspark import RDD, SparkContext
    from pyspark.sql import SparkSession

#: How many bytes of logs a task reads at most.
SPLIT_BYTES = 128 * 1024 * 1024

#: For so many bytes of logs there is one more partition of facts, up to 1,000.
PARTITION_BYTES = 4 * 1024 * 1024 * 1024
MAX_PARTITIONS = 1000

#: The records with problems of so many tasks go together to the driver.
TASKS_PER_OUTPUT = 4

#: What so many partitions have for the driver is in its memory at once; more, if there are more cores.
PARTITIONS_AT_ONCE = 8


def validate(  # noqa: PLR0913 - the options of the command line
    spark: SparkSession,
    paths: str | Sequence[str],
    *,
    rules: Mapping[str, str] | None = None,
    schemas: Sequence[str] = (),
    tracking_plan: str | None = None,
    config: str | bool | None = None,
    conversation_order: str | None = None,
    input_format: str | None = None,
    max_record_size: int | None = None,
    show_values: bool = False,
    allow_empty: bool = False,
    baseline: str | None = None,
    max_warnings: int | None = None,
    archive: str | None = None,
    split_bytes: int = SPLIT_BYTES,
    partitions: int | None = None,
) -> Result:
    """Check logs as `copilot-events validate` does, on the executors of a cluster.

    :param paths: files, directories, patterns, or addresses such as `s3://bucket/logs/`
    :param rules: the level of rules, such as `{"time/*": "off"}`; in their order
    :param schemas: files or directories of schemas on the driver, likewise `tracking_plan`
    :param config: the config file; False for none; default: the nearest one
    :param archive: what `scripts/spark-archive.js` made; default: what Spark was started with, or what is on the PATH
    :param split_bytes: how much a task reads at most; default: 128 MiB
    :param partitions: into how many partitions the facts for rules across records go; default: by the size of the logs
    :raises CopilotEventsError: if the job cannot be done
    """
    options = Options()
    for rule, level in (rules or {}).items():
        options.add("--rule", f"{rule}={level}")
    for schema in schemas:
        options.add("--schema", schema)
    given: dict[str, Any] = {
        "--tracking-plan": tracking_plan,
        "--conversation-order": conversation_order,
        "--input-format": input_format,
        "--max-record-size": max_record_size,
        "--baseline": baseline,
        "--max-warnings": max_warnings,
        "--config": config if isinstance(config, str) else None,
    }
    for name, value in given.items():
        if value is not None:
            options.add(name, str(value))
    flags = {"--show-values": show_values, "--allow-empty": allow_empty, "--no-config": config is False}
    for name, is_set in flags.items():
        if is_set:
            options.add(name)
    logs = [paths] if isinstance(paths, str) else list(paths)
    return Job(spark, options, archive=archive, split_bytes=split_bytes, partitions=partitions).run(logs)


class Job:
    """A check of logs on a cluster, with the options of the command line."""

    def __init__(
        self,
        spark: SparkSession,
        options: Options,
        *,
        archive: str | None = None,
        split_bytes: int = SPLIT_BYTES,
        partitions: int | None = None,
    ) -> None:
        self._spark = spark
        self._options = options
        self._archive = archive
        self._split_bytes = split_bytes
        self._partitions = partitions

    def run(self, paths: Sequence[str]) -> Result:
        """Run it. Raises CopilotEventsError if it cannot be done."""
        context = _context_of(self._spark)
        _send_package(context)
        if self._archive is not None:
            # Spark's own process has the working folder that the driver began in.
            archive = self._archive if "://" in self._archive else os.path.abspath(self._archive)
            context.addArchive(f"{archive}#{ARCHIVE}")
            forget_binary()
        folder = tempfile.TemporaryDirectory(prefix="copilot-events-")
        try:
            shard = self._write_shard(context, paths, folder.name)
        except BaseException:
            folder.cleanup()
            raise
        return Result(self._spark, folder, shard, self._options.reporting)

    def _write_shard(self, context: SparkContext, paths: Sequence[str], folder: str) -> str:
        """Run all steps; returns the path of a shard with the records of all tasks and what was found of them."""
        settings = read_settings(self._options, folder)
        splits = list_splits(paths, self._options, self._split_bytes, folder)
        groups = list(enumerate(group_splits(splits, self._split_bytes, context.defaultParallelism)))
        shard = os.path.join(folder, "all.shard")
        if not groups:
            shutil.copy(os.path.join(folder, "none.shard"), shard)
            return shard
        size = sum(split["size"] for split in splits if split.get("start", 0) == 0)
        partitions = self._partitions or min(MAX_PARTITIONS, context.defaultParallelism + size // PARTITION_BYTES)
        outputs = -(-len(groups) // TASKS_PER_OUTPUT)
        mapped = context.parallelize(groups, len(groups)).mapPartitions(MapTask(settings, partitions, outputs))
        # What was shuffled stays on the disks of the nodes, so that the steps below do not check the logs again.
        shuffled = mapped.partitionBy(partitions + outputs, _same)
        with open(shard, "wb") as target:
            records = _collect(shuffled, range(partitions, partitions + outputs), _only_pieces)
            _append(write_records(records, folder), target)
            facts = range(partitions)
            found = _collect_files(shuffled, facts, StepTask("reduce", ()), folder)
            _append(found, target)
            open_parts = list(_open_findings(found))
            if open_parts:
                before = context.broadcast(open_parts)
                _append(_collect_files(shuffled, facts, _Search(before), folder), target)
        return shard


class _Search:
    """The second step, with what the first one left open."""

    def __init__(self, before: Any) -> None:  # noqa: ANN401 - a broadcast
        self._before = before

    def __call__(self, pieces: Iterable[Any]) -> Iterator[bytes]:
        return StepTask("search", self._before.value)(pieces)


def _same(partition: int) -> int:
    return partition


def _only_pieces(pieces: Iterable[Any]) -> Iterator[Any]:
    return (piece for _, piece in pieces)


def _context_of(spark: SparkSession) -> SparkContext:
    try:
        return spark.sparkContext
    except Exception as error:
        raise CopilotEventsError(
            "this needs a session with a SparkContext; Spark Connect and Databricks serverless have none"
        ) from error


#: The applications whose executors have this package. It is in a folder that lasts as long as the driver, since
#: executors may ask for it late.
_sent: dict[str, tempfile.TemporaryDirectory[str]] = {}


def _send_package(context: SparkContext) -> None:
    """Give the executors this package, which the tasks are part of."""
    home = os.path.dirname(os.path.abspath(__file__))
    # In an archive, it came by --py-files, so that they have it.
    if ".zip" + os.sep in home or context.applicationId in _sent:
        return
    folder = _sent[context.applicationId] = tempfile.TemporaryDirectory(prefix="copilot-events-")
    copy = os.path.join(folder.name, "package", os.path.basename(home))
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("__pycache__"))
    archive = os.path.join(folder.name, os.path.basename(home))
    context.addPyFile(shutil.make_archive(archive, "zip", os.path.dirname(copy)))


def _collect(rdd: RDD[Any], partitions: Iterable[int], task: Callable[[Iterable[Any]], Iterable[Any]]) -> Iterator[Any]:
    """Yield what a task makes of some partitions; a few of them at a time are in the memory of the driver."""
    context = rdd.context
    at_once = max(PARTITIONS_AT_ONCE, context.defaultParallelism)
    wanted = list(partitions)
    for start in range(0, len(wanted), at_once):
        try:
            yield from context.runJob(rdd, task, wanted[start : start + at_once])
        except Exception as error:
            raise _failure_of(error) from error


def _failure_of(error: Exception) -> Exception:
    """Return what a task said of its failure, if it was one of ours."""
    found = re.search(r"CopilotEventsError: (.*?)(?:\n\n|\n\tat |\Z)", str(error), re.DOTALL)
    return CopilotEventsError(found[1].strip()) if found else error


def write_records(pieces: Iterable[tuple[int, int, bytes]], folder: str) -> list[str]:
    """Write the parts with records in the order of the logs; returns the files."""
    path = os.path.join(folder, "records.shard")
    write_pieces(pieces, folder, path)
    return [path]


def _collect_files(
    rdd: RDD[Any], partitions: Iterable[int], task: Callable[[Any], Iterator[bytes]], folder: str
) -> list[str]:
    """Run a task on some partitions; returns a file with what it wrote of all of them."""
    handle, path = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        for piece in _collect(rdd, partitions, task):
            file.write(piece)
    return [path]


def _append(paths: Sequence[str], target: Any) -> None:  # noqa: ANN401 - a file
    for path in paths:
        with open(path, "rb") as file:
            shutil.copyfileobj(file, target)


def _open_findings(paths: Sequence[str]) -> Iterator[bytes]:
    """Yield the parts with message ids that are to be looked up, without the problems, which nobody needs for that."""
    for path in paths:
        with open(path, "rb") as file:
            for part in list(parts_of(file)):
                if part.has(b"O"):
                    yield without(file, part, b"D")
