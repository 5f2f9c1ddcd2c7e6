"""The command line has the options of validate, and its exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cluster import ROOT
from conftest import without_duration

from copilot_events_spark import __version__
from copilot_events_spark.__main__ import OWN, main
from copilot_events_spark.options import CHECKING, REFUSED, REPORTING, SHORT, parse

if TYPE_CHECKING:
    from cluster import Cluster
    from conftest import Cli


def test_the_version_is_that_of_the_program() -> None:
    assert json.loads((ROOT / "package.json").read_text())["version"] == __version__


def test_every_option_of_validate_has_a_step_or_a_reason() -> None:
    command = ["node", str(ROOT / "bin" / "copilot-events.js"), "validate", "--help"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    shown = dict(re.findall(r"^  (?:-\w, )?(--[\w-]+)( <)?", text, re.MULTILINE))
    del shown["--help"]
    known = {**CHECKING, **REPORTING, **dict.fromkeys(REFUSED, True)}
    assert set(shown) == set(known)
    takes_value = {name for name, value in shown.items() if value}
    assert takes_value - set(REFUSED) == {name for name in takes_value if known[name]} - set(REFUSED)
    shorts = dict(re.findall(r"^  (-\w), (--[\w-]+)", text, re.MULTILINE))
    assert {short: name for short, name in shorts.items() if name != "--help"} == SHORT


def test_options_are_read_in_all_their_forms() -> None:
    argv = ["a", "-f", "json=x", "-fndjson", "--rule=a=off", "--rule", "b=off", "-q", "--archive", "z", "--", "-b"]
    paths, options, own = parse(argv, OWN)
    assert paths == ["a", "-b"]
    assert options.checking == ["--rule=a=off", "--rule=b=off"]
    assert options.reporting == ["--format=json=x", "--format=ndjson", "--quiet"]
    assert own == {"--archive": "z"}


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        (["send", "log"], "there is no command send"),
        (["validate", "log", "--nonsense"], "there is no option --nonsense"),
        (["validate", "log", "--jobs", "2"], "--jobs makes no sense on a cluster"),
        (["validate", "log", "--rule"], "the option --rule needs a value"),
        (["validate", "log", "--quiet=yes"], "the option --quiet has no value"),
        (["validate", "log", "--split-bytes", "many"], "--split-bytes needs a whole number from 1"),
    ],
)
def test_an_option_that_makes_no_sense_ends_with_2(
    argv: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    assert reason in capsys.readouterr().err


def test_a_run_prints_what_the_program_prints_and_the_archive_brings_the_program(cluster: Cluster, cli: Cli) -> None:
    node = cli.folder / "node"
    real = subprocess.run(["sh", "-c", "command -v node"], capture_output=True, text=True, check=True).stdout.strip()
    node.write_text(f'#!/bin/sh\nexec "{real}" "$@"\n')
    archive = cli.folder / "copilot-events.tar.gz"
    command = ["node", str(ROOT / "scripts" / "spark-archive.js"), "--node", str(node), "-o", str(archive)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    logs = str(ROOT / "fixtures" / "samples")
    code, stderr, expected = cli.reports([logs], ["--no-config", "-q"], ["concise"])
    cluster.notes.unlink(missing_ok=True)
    environment = {
        **cluster.environment,
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "PYSPARK_SUBMIT_ARGS": f"--master {cluster.master} --conf spark.ui.enabled=false pyspark-shell",
    }
    arguments = ["validate", logs, "--no-config", "-q", "-f", "concise", "--archive", str(archive)]
    command = [sys.executable, "-m", "copilot_events_spark", *arguments]
    done = subprocess.run(command, env=environment, cwd=cli.folder, capture_output=True, check=False)
    assert (done.returncode, without_duration(done.stdout)) == (code, expected["concise"]), (
        stderr + done.stderr.decode()
    )
    # What is on the PATH was not needed.
    assert not os.path.exists(cluster.notes)
