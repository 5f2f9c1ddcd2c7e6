"""Whatever happens to executors, a run reports the same bytes; or it fails, and says why."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from cluster import wait_until
from conftest import Cli, without_duration
from logs import write_archive

from copilot_events_spark import CopilotEventsError, validate

if TYPE_CHECKING:
    from cluster import Cluster
    from pyspark.sql import SparkSession

MAP = "--partitions="
FILES = 24


def report_on(spark: SparkSession, cli: Cli) -> bytes:
    """Check the archive with one task for each file."""
    result = validate(spark, "segment-logs", config=False, split_bytes=1, partitions=2)
    result.write("spark.json")
    result.close()
    return without_duration((cli.folder / "spark.json").read_bytes())


def expected_of(cli: Cli) -> bytes:
    write_archive(cli.folder, FILES, 9)
    return cli.reports(["segment-logs"], ["--no-config"], ["json"])[2]["json"]


def test_a_worker_that_is_killed_changes_nothing(cluster: Cluster, cli: Cli) -> None:
    expected = expected_of(cli)
    with cluster.session() as spark, cluster.behaving("all-slow"):

        def kill() -> None:
            wait_until(lambda: cluster.runs(MAP) >= 6)
            cluster.kill_worker(0)

        killing = threading.Thread(target=kill)
        killing.start()
        found = report_on(spark, cli)
        killing.join()
        tasks = cluster.runs(MAP)
    cluster.workers[0] = cluster.start_worker(2)
    assert found == expected
    assert tasks > FILES


def test_a_program_that_is_killed_is_run_again(cluster: Cluster, cli: Cli) -> None:
    expected = expected_of(cli)
    with cluster.session() as spark, cluster.behaving("dies"):
        assert report_on(spark, cli) == expected


def test_a_task_that_runs_twice_at_a_time_changes_nothing(cluster: Cluster, cli: Cli) -> None:
    expected = expected_of(cli)
    speculation = {
        "spark.speculation": "true",
        "spark.speculation.interval": "50ms",
        "spark.speculation.multiplier": "1.1",
        "spark.speculation.quantile": "0.3",
        "spark.speculation.minTaskRuntime": "50ms",
    }
    with cluster.session(**speculation) as spark, cluster.behaving("slow", FILES):
        found = report_on(spark, cli)
        tasks = cluster.runs(MAP)
    assert found == expected
    assert tasks > FILES


def test_an_executor_with_another_version_is_named(cluster: Cluster, cli: Cli) -> None:
    (cli.folder / "log.ndjson").write_text("{}\n")
    with cluster.session() as spark:
        # The driver has found its program.
        validate(spark, "log.ndjson", config=False).close()
    with (
        cluster.session() as spark,
        cluster.behaving("wrong-version"),
        pytest.raises(CopilotEventsError, match=r"bin/copilot-events is copilot-events 9\.9\.9, not "),
    ):
        validate(spark, "log.ndjson", config=False)
