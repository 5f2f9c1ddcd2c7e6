"""What a run found."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from pyspark.sql.types import ArrayType, LongType, StringType, StructField, StructType

from .binary import run
from .errors import CopilotEventsError

if TYPE_CHECKING:
    import subprocess
    import tempfile
    from collections.abc import Iterator, Sequence

    from pyspark.sql import DataFrame, SparkSession

#: The formats of reports by the ending of a file.
FORMATS = {
    ".html": "html",
    ".json": "json",
    ".ndjson": "ndjson",
    ".sarif": "sarif",
    ".xml": "junit",
    ".txt": "pretty",
}

#: So much text of problems becomes one row of Spark on its way to the executors.
CHUNK_BYTES = 1024 * 1024


def _struct(texts: Sequence[str], numbers: Sequence[str]) -> StructType:
    fields = [StructField(name, StringType()) for name in texts]
    return StructType([*fields, *(StructField(name, LongType()) for name in numbers)])


_NUMBERS = ("record", "line", "column", "endLine", "endColumn")

#: The fields of a problem, as schemas/report.schema.json describes them.
PROBLEM = StructType(
    [
        *_struct(("rule", "severity", "message", "hint", "file"), _NUMBERS).fields,
        *_struct(("pointer", "path", "event", "conversationId"), ()).fields,
        StructField("related", ArrayType(_struct(("message", "file"), _NUMBERS))),
    ]
)


class Result:
    """What a run found. The shard lies in a temporary folder of the driver until the result is closed or collected."""

    def __init__(
        self,
        spark: SparkSession,
        folder: tempfile.TemporaryDirectory[str],
        shard: str,
        reporting: Sequence[str],
    ) -> None:
        self._spark = spark
        self._folder = folder
        self._shard = shard
        self._reporting = list(reporting)
        self._summary: dict[str, Any] | None = None
        self._exit_code = 0

    @property
    def summary(self) -> dict[str, Any]:
        """The summary, as in the report `json`: counts of files, records, problems, by event and by rule."""
        self._read()
        return self._summary or {}

    @property
    def exit_code(self) -> int:
        """The exit code of `copilot-events validate`: 0, 1 for problems, 2 if something could not be read."""
        self._read()
        return self._exit_code

    @property
    def problems(self) -> DataFrame:
        """The problems as a DataFrame, in the order of the logs, with the fields of `report.schema.json`.

        They pass through the driver, which needs memory for their text.
        """
        self._read()
        chunks = list(self._chunks())
        context = self._spark.sparkContext
        lines = context.parallelize(chunks, max(1, len(chunks))).flatMap(str.splitlines)
        return self._spark.read.schema(PROBLEM).json(lines)

    def write(self, path: str, format: str | None = None) -> None:  # noqa: A002 - the name of the option
        """Write a report to a file of the driver.

        :param format: any format of `copilot-events merge`; default: by the ending of the file
        """
        name = format or FORMATS.get(os.path.splitext(path)[1].lower())
        if name is None:
            raise CopilotEventsError(f"the format of {path} is not known: name it, as in write({path!r}, 'sarif')")
        done = self._merge([*self._without_formats(), f"--format={name}={os.path.abspath(path)}"])
        self._raise_unless_done(done)

    def report(self) -> int:
        """Write the reports that the options ask for, to stdout and to files; returns the exit code."""
        return run(["merge", self._shard, *self._reporting], stdout=None, stderr=None).returncode

    def close(self) -> None:
        """Remove the temporary folder."""
        self._folder.cleanup()

    @property
    def _ndjson(self) -> str:
        return os.path.join(self._folder.name, "problems.ndjson")

    def _without_formats(self) -> list[str]:
        return [text for text in self._reporting if not text.startswith("--format=") and text != "--update-baseline"]

    def _merge(self, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
        return run(["merge", self._shard, *arguments])

    @staticmethod
    def _raise_unless_done(done: subprocess.CompletedProcess[bytes]) -> None:
        text = done.stderr.decode("utf-8", "replace")
        # Failures of logs are a part of the report.
        if done.returncode not in (0, 1) and "copilot-events: wrote " not in text:
            raise CopilotEventsError(text.strip().removeprefix("copilot-events: "))

    def _read(self) -> None:
        if self._summary is not None:
            return
        done = self._merge([*self._without_formats(), f"--format=ndjson={self._ndjson}"])
        self._raise_unless_done(done)
        self._exit_code = done.returncode
        with open(self._ndjson, "rb") as file:
            file.seek(max(0, os.path.getsize(self._ndjson) - 4 * CHUNK_BYTES))
            last = file.read().splitlines()[-1]
        self._summary = json.loads(last)["summary"]

    def _chunks(self) -> Iterator[str]:
        lines: list[str] = []
        size = 0
        with open(self._ndjson, encoding="utf-8") as file:
            for line in file:
                if line.startswith('{"summary"'):
                    break
                lines.append(line)
                size += len(line)
                if size >= CHUNK_BYTES:
                    yield "".join(lines)
                    lines, size = [], 0
        if lines:
            yield "".join(lines)
