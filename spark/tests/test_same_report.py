"""On a cluster, a run reports the same bytes as the command line does on the same files."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Cli, without_duration
from logs import conversations, lines, track, write_archive, write_large

from copilot_events_spark import CopilotEventsError, validate
from copilot_events_spark.job import Job
from copilot_events_spark.options import Options

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FORMATS = ["json", "ndjson", "pretty", "sarif", "junit", "gitlab", "concise"]


def compare(
    spark: SparkSession,
    cli: Cli,
    paths: list[str],
    arguments: list[str],
    *,
    split_bytes: int = 1 << 27,
    partitions: int = 3,
    formats: list[str] = FORMATS,
) -> dict[str, Any]:
    """Compare both; returns the summary."""
    code, stderr, expected = cli.reports(paths, arguments, formats)
    options = Options()
    for text in arguments:
        name, _, value = text.partition("=")
        options.add(name, value or None)
    result = Job(spark, options, split_bytes=split_bytes, partitions=partitions).run(paths)
    for name in formats:
        result.write(f"spark.{name}", name)
        assert without_duration((cli.folder / f"spark.{name}").read_bytes()) == expected[name], name
    assert (result.exit_code, code == 2) == (code, "cannot " in stderr)
    summary = result.summary
    result.close()
    return summary


def test_a_seeded_log_in_one_file_and_in_many_splits(spark: SparkSession, cli: Cli) -> None:
    (cli.folder / "log.ndjson").write_text("\n".join(lines(conversations(400, 3), broken=0)))
    for split_bytes in (1 << 27, 20_000):
        summary = compare(spark, cli, ["log.ndjson"], ["--no-config"], split_bytes=split_bytes)
    assert summary["byRule"]["conversation/unknown-message"] > 10
    assert summary["byRule"]["segment/duplicate-message-id"] > 10


def test_an_archive_of_packed_files_with_conversations_in_any_order(spark: SparkSession, cli: Cli) -> None:
    write_archive(cli.folder, 200, 5, broken=0)
    (cli.folder / "segment-logs" / "readme.txt").write_text("not a log")
    summary = compare(spark, cli, ["segment-logs"], ["--no-config", "--conversation-order=time"], split_bytes=9_000)
    assert summary["files"] == 200
    assert summary["byRule"]["conversation/wrong-message-count"] > 10


def test_a_file_of_300_mb_split_by_ranges_on_executors_of_1_gb(spark: SparkSession, cli: Cli) -> None:
    write_large(cli.folder / "large.ndjson", 300_000_000)
    rules = [
        "--no-config",
        "--rule=*=off",
        "--rule=conversation/*=error",
        "--rule=json/*=error",
        "--rule=call/*=error",
    ]
    summary = compare(spark, cli, ["large.ndjson"], rules, split_bytes=1 << 25, formats=["json"])
    assert summary["bytes"] >= 300_000_000


def test_empty_and_damaged_files_and_documents(spark: SparkSession, cli: Cli) -> None:
    texts = lines(conversations(60, 11))
    logs = cli.folder / "logs"
    write_archive(logs, 10, 8, broken=0.02)
    (logs / "empty.ndjson").write_bytes(b"")
    (logs / "cut.ndjson.gz").write_bytes(gzip.compress("\n".join(texts).encode())[:-400])
    (logs / "utf16.ndjson").write_bytes("\n".join(texts).encode("utf-16"))
    (logs / "document.json").write_text(json.dumps(list(conversations(20, 12)), indent=2))
    (logs / "marked.ndjson").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(texts).encode())
    (logs / "gone.ndjson").symlink_to("nowhere")
    summary = compare(spark, cli, ["logs"], ["--no-config"], split_bytes=9_000)
    assert summary["files"] == 16


def test_own_schemas_a_tracking_plan_and_a_config(spark: SparkSession, cli: Cli) -> None:
    own = cli.folder / "own" / "events"
    own.mkdir(parents=True)
    item = {"type": "object", "required": ["id"]}
    order = {"event": {"const": "Order Placed"}, "properties": {"properties": {"total": {"type": "number"}}}}
    order["properties"]["properties"]["item"] = {"$ref": "../parts/item.json"}  # type: ignore[index]
    (own / "order.json").write_text(json.dumps({"properties": order, "required": ["properties"]}))
    (cli.folder / "own" / "parts").mkdir()
    (cli.folder / "own" / "parts" / "item.json").write_text(json.dumps(item))
    needs_lang = {"properties": {"properties": {"type": "object", "required": ["lang"]}}}
    plan = {"rules": [{"type": "TRACK", "key": "Message Sent", "jsonSchema": needs_lang}]}
    (cli.folder / "plan.json").write_text(json.dumps(plan))
    config = {
        "schemas": ["own/events/order.json", "own/parts/item.json"],
        "trackingPlan": "plan.json",
        "rules": {"event/*": "error"},
    }
    (cli.folder / "copilot-events.config.json").write_text(json.dumps(config))
    orders = [track("Order Placed", "c", total=total, item=thing) for total, thing in ((1, {"id": 1}), ("1", {}))]
    texts = [json.dumps(record) for record in [*orders, *conversations(50, 2)]]
    (cli.folder / "log.ndjson").write_text("\n".join(texts))
    summary = compare(spark, cli, ["log.ndjson"], [], split_bytes=5_000)
    assert summary["byRule"]["schema/required"] > 50
    compare(
        spark,
        cli,
        ["log.ndjson"],
        ["--no-config", "--schema=own/events", "--schema=own/parts", "--tracking-plan=plan.json"],
    )


def test_the_result_has_problems_as_a_table_and_writes_reports(spark: SparkSession, cli: Cli) -> None:
    (cli.folder / "log.ndjson").write_text("\n".join(lines(conversations(50, 4))))
    (cli.folder / "known").write_text("")
    result = validate(spark, "log.ndjson", rules={"*": "warning", "call/*": "error"}, config=False, max_warnings=10_000)
    counts = {row["rule"]: row["count"] for row in result.problems.groupBy("rule").count().collect()}
    assert counts == result.summary["byRule"]
    first = result.problems.first()
    assert first is not None
    result.write("report.json")
    report = json.loads((cli.folder / "report.json").read_text())
    found = {name: value for name, value in first.asDict(recursive=True).items() if value is not None}
    assert found == report["problems"][0]
    fields = json.loads((cli.folder / "report.json").read_text())["problems"]
    assert {name for problem in fields for name in problem} <= set(result.problems.columns)
    assert result.exit_code == 1
    with pytest.raises(CopilotEventsError, match=r"the format of report\.doc is not known"):
        result.write("report.doc")
    result.close()


def test_what_cannot_be_done_is_an_error_with_the_words_of_the_program(spark: SparkSession, cli: Cli) -> None:
    (cli.folder / "log.ndjson").write_text("{}\n")
    with pytest.raises(CopilotEventsError, match="cannot read nowhere: it does not exist"):
        validate(spark, "nowhere")
    with pytest.raises(CopilotEventsError, match=r"nothing matches \*\.gz"):
        validate(spark, "*.gz")
    with pytest.raises(CopilotEventsError, match="there is no rule"):
        validate(spark, "log.ndjson", rules={"no/such": "off"})
    with pytest.raises(CopilotEventsError, match=r"cannot read .*none\.json"):
        validate(spark, "log.ndjson", schemas=["none.json"])


def test_logs_that_are_empty_need_no_task(spark: SparkSession, cli: Cli) -> None:
    (cli.folder / "folder").mkdir()
    summary = compare(spark, cli, ["folder"], ["--no-config", "--allow-empty"])
    assert summary["files"] == 0
