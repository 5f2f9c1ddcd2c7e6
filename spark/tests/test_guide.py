"""The guide's commands and its program run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from cluster import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pyspark.sql import SparkSession


def test_the_program_of_the_guide_runs(spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (ROOT / "docs" / "guides" / "spark.md").read_text()
    program = next(text for text in re.findall(r"```python spark\n(.*?)```", guide, re.DOTALL) if "result" in text)
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    node = tmp_path / "node"
    real = subprocess.run(["sh", "-c", "command -v node"], capture_output=True, text=True, check=True).stdout.strip()
    node.write_text(f'#!/bin/sh\nexec "{real}" "$@"\n')
    # The guide's command, with a Node that is there.
    assert "\nnode scripts/spark-archive.js\n" in guide
    command = ["node", str(ROOT / "scripts" / "spark-archive.js"), "--node", str(node)]
    subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    monkeypatch.chdir(tmp_path)
    assert spark.sparkContext is not None
    exec(compile(program, "guide", "exec"), {})
    assert os.path.getsize("report.json") > 1000
