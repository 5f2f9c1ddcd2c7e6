"""The command line: `python -m copilot_events_spark validate PATH... [options of copilot-events validate]`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pyspark.sql import SparkSession

from .errors import CopilotEventsError
from .job import SPLIT_BYTES, Job
from .options import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The options that `copilot-events validate` has not.
OWN = {"--archive": True, "--split-bytes": True, "--spark-partitions": True, "--help": False}

USAGE = """\
python -m copilot_events_spark validate PATH... [options]

Checks logs on the cluster that Spark is configured for, and reports as copilot-events validate does, with its
options and exit codes. Further options:

  --archive <file>          what scripts/spark-archive.js made (default: what is on the PATH of the nodes)
  --split-bytes <n>         how many bytes of logs a task reads at most (default: 134217728)
  --spark-partitions <n>    partitions of the facts for rules across records (default: by the size of the logs)
"""

_FAILED = 2


def _count(own: dict[str, str], name: str) -> int | None:
    text = own.get(name)
    if text is None:
        return None
    if not text.isdecimal() or int(text) == 0:
        raise CopilotEventsError(f"{name} needs a whole number from 1")
    return int(text)


def main(argv: Sequence[str]) -> int:
    """Run the command line; return the exit code."""
    if not argv or argv[0] in ("--help", "-h") or "--help" in argv:
        sys.stdout.write(USAGE)
        return 0
    try:
        if argv[0] != "validate":
            raise CopilotEventsError(f"there is no command {argv[0]}; validate is the one that runs on Spark")
        paths, options, own = parse(argv[1:], OWN)
        split_bytes, partitions = _count(own, "--split-bytes"), _count(own, "--spark-partitions")
        spark = SparkSession.builder.appName("copilot-events validate").getOrCreate()
        try:
            job = Job(
                spark,
                options,
                archive=own.get("--archive"),
                split_bytes=split_bytes or SPLIT_BYTES,
                partitions=partitions,
            )
            return job.run(paths).report()
        finally:
            spark.stop()
    except CopilotEventsError as error:
        sys.stderr.write(f"copilot-events: {error}\n")
        return _FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
