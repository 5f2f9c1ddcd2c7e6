"""Logs in an object store are reported as files are, under their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import Cli, without_duration
from logs import conversations, lines, write_archive
from store import serving

from copilot_events_spark import CopilotEventsError, validate

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_an_archive_in_a_store_has_the_report_of_the_same_files(spark: SparkSession, cli: Cli) -> None:
    bucket = cli.folder / "bucket"
    write_archive(bucket, 20, 3)
    (bucket / "segment-logs" / "large.ndjson").write_text("\n".join(lines(conversations(900, 4))))
    (bucket / "segment-logs" / "notes.txt").write_text("not a log")
    _, _, expected = cli.reports(["bucket/segment-logs"], ["--no-config"], ["json"])
    with serving(cli.folder) as (options, ranges):
        result = validate(spark, f"s3://bucket/segment-logs/{options}", config=False, split_bytes=100_000, partitions=2)
        result.write("spark.json")
        result.close()
        with pytest.raises(CopilotEventsError, match=r"no logs in|cannot read"):
            validate(spark, f"s3://bucket/nothing/{options}", config=False)
        one = validate(spark, f"s3://bucket/segment-logs/*.ndjson{options}", config=False)
        assert one.summary["files"] == 1
        one.close()
    found = without_duration((cli.folder / "spark.json").read_bytes())
    assert found.replace(b"s3://bucket/", b"bucket/") == expected["json"]
    assert len({text.split("-")[0] for text in ranges}) > 3
