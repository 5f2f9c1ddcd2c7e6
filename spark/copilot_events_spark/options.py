"""The options of `copilot-events validate`, and which step of a run gets which of them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .binary import run_or_fail
from .errors import CopilotEventsError
from .parts import read_head

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Options that say what is checked: with a value, and without.
CHECKING = {
    "--rule": True,
    "--schema": True,
    "--tracking-plan": True,
    "--config": True,
    "--no-config": False,
    "--show-values": False,
    "--conversation-order": True,
    "--input-format": True,
    "--max-record-size": True,
    "--allow-empty": False,
    "--baseline": True,
    "--no-baseline": False,
}
#: Options that say what is reported.
REPORTING = {
    "--format": True,
    "--max-warnings": True,
    "--max-problems": True,
    "--update-baseline": False,
    "--quiet": False,
    "--no-frame": False,
    "--color": False,
    "--no-color": False,
    "--release-field": True,
}
#: Options of both: what `merge` reads of the config, and the known problems.
BOTH = ("--config", "--no-config", "--baseline", "--no-baseline")
#: Options that make no sense on a cluster, and why.
REFUSED = {
    "--valid-out": "the records stay where they are; run validate on one machine for a file of records",
    "--invalid-out": "the records stay where they are; run validate on one machine for a file of records",
    "--jobs": "Spark runs the tasks; spark.executor.cores and spark.task.cpus say how many at once",
    "--shard": "Spark splits the logs",
    "--splits": "Spark splits the logs",
    "--print-splits": "Spark splits the logs",
    "--partitions": "Spark's own option is --spark-partitions",
    "--print-config": "run copilot-events validate --print-config",
    "--stdin-filename": "stdin is on one machine; write it to a file first",
}
SHORT = {"-f": "--format", "-q": "--quiet"}


@dataclass
class Options:
    """Options as a command line has them, by what they are for."""

    checking: list[str] = field(default_factory=list)
    reporting: list[str] = field(default_factory=list)

    def add(self, name: str, value: str | None = None) -> None:
        """Add an option."""
        given = [name] if value is None else [f"{name}={value}"]
        if name in CHECKING:
            self.checking += given
        if name in REPORTING or name in BOTH:
            self.reporting += given


@dataclass(frozen=True)
class Settings:
    """What the executors need to know of the options."""

    #: The options of each run on an executor; paths are relative to the folder with the files.
    arguments: tuple[str, ...]
    #: Schemas and tracking plan: the contents by their paths.
    files: Mapping[str, bytes]
    #: A digest of the schemas as the program knows them.
    schemas: str


def _base_of(setting: Mapping[str, str]) -> str:
    """Return the folder that the paths of a setting are relative to."""
    return os.getcwd() if setting["from"] == "command line" else os.path.dirname(setting["from"])


def _files_below(path: str) -> list[str]:
    if not os.path.isdir(path):
        return [path]
    return sorted(
        os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names if name.endswith(".json")
    )


def _own_files(options: Options) -> tuple[list[str], dict[str, bytes]]:
    """Return the options that name schemas and plan on an executor, and the contents of the files."""
    config = json.loads(run_or_fail(["validate", *options.checking, "--print-config"]))
    schemas = [os.path.abspath(os.path.join(_base_of(config["schemas"]), path)) for path in config["schemas"]["value"]]
    plan = config["trackingPlan"]["value"]
    plans = [] if plan is None else [os.path.abspath(os.path.join(_base_of(config["trackingPlan"]), plan))]
    if not schemas and not plans:
        return [], {}
    # References between files are relative, so that they stay beside each other.
    root = os.path.commonpath([os.path.dirname(path) for path in [*schemas, *plans]])
    contents: dict[str, bytes] = {}
    for path in [*schemas, *plans]:
        for found in _files_below(path):
            with open(found, "rb") as file:
                contents[os.path.relpath(found, root)] = file.read()
    arguments = [f"--schema={os.path.relpath(path, root)}" for path in schemas]
    return [*arguments, *(f"--tracking-plan={os.path.relpath(path, root)}" for path in plans)], contents


def read_settings(options: Options, folder: str) -> Settings:
    """Read the options as the program itself does, config included, and make of them what executors get.

    Raises CopilotEventsError if an option, the config or a schema is broken.
    """
    # A shard of no logs has all settings that change results in its head.
    with open(os.path.join(folder, "none"), "wb"):
        pass
    shard = os.path.join(folder, "none.shard")
    run_or_fail(["validate", *options.checking, "-q", f"--splits={folder}/none", f"--format=shard={shard}"])
    with open(shard, "rb") as file:
        settings = read_head(file)["settings"]
    own, files = _own_files(options)
    arguments = [
        "--no-config",
        *(f"--rule={rule}={level}" for rule, level in settings["rules"].items()),
        *own,
        f"--conversation-order={settings['conversationOrder']}",
        f"--input-format={settings['inputFormat']}",
        f"--max-record-size={settings['maxRecordSize']}",
        *(["--show-values"] if settings["showValues"] else []),
    ]
    return Settings(tuple(arguments), files, settings["schemas"])


def parse(argv: Sequence[str], extra: Mapping[str, bool]) -> tuple[list[str], Options, dict[str, str]]:
    """Read a command line; return paths, options, and those of `extra`, which maps names to whether they have a value.

    Raises CopilotEventsError for an option that is unknown, or makes no sense on a cluster.
    """
    paths: list[str] = []
    options = Options()
    own: dict[str, str] = {}
    rest = list(argv)
    while rest:
        text = rest.pop(0)
        if text == "--":
            return paths + rest, options, own
        if not text.startswith("-") or text == "-":
            paths.append(text)
            continue
        name, value = _name_and_value(text)
        takes_value = _takes_value(name, extra)
        if takes_value and value is None:
            if not rest:
                raise CopilotEventsError(f"the option {name} needs a value")
            value = rest.pop(0)
        if not takes_value and value is not None:
            raise CopilotEventsError(f"the option {name} has no value")
        if name in extra:
            own[name] = value or ""
        else:
            options.add(name, value)
    return paths, options, own


def _name_and_value(text: str) -> tuple[str, str | None]:
    if text.startswith("--"):
        name, equals, value = text.partition("=")
        return name, value if equals else None
    short, value = text[:2], text[2:]
    return SHORT.get(short, short), value or None


def _takes_value(name: str, extra: Mapping[str, bool]) -> bool:
    if name in REFUSED:
        raise CopilotEventsError(f"{name} makes no sense on a cluster: {REFUSED[name]}")
    for known in (CHECKING, REPORTING, extra):
        if name in known:
            return known[name]
    raise CopilotEventsError(f"there is no option {name}; see copilot-events validate --help")
