"""Logs in object stores: lists them on the driver, and copies splits of them to the executors.

Both go through pyarrow, which the nodes need for this alone. Files that all nodes see under one path are read where
they are.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from .errors import CopilotEventsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: So much is copied at once.
COPY_BYTES = 4 * 1024 * 1024

#: By so many bytes of a file the program decides whether its lines can be cut apart.
HEAD_BYTES = 64 * 1024

_URI = re.compile(r"^([a-z][a-z0-9+.-]+)://(.*)$", re.DOTALL)
_GLOB = re.compile(r"[*?\[\]{}]|[!@+]\(")


def is_remote(path: str) -> bool:
    """Whether a path is the address of something that is no file of the node."""
    found = _URI.match(path)
    return found is not None and found[1] != "file"


def local_path(path: str) -> str:
    """Return the path that `file:` names; other paths as they are."""
    return re.sub(r"^file:(//)?(?=/)", "", path)


def _file_system(uri: str) -> tuple[Any, str]:
    try:
        from pyarrow import fs  # noqa: PLC0415 - needed for remote logs alone
    except ImportError:
        raise CopilotEventsError(
            f"to read {uri}, all nodes need pyarrow: pip install 'copilot-events-spark[remote]'"
        ) from None
    try:
        system, path = fs.FileSystem.from_uri(uri)
    except (OSError, ValueError) as error:
        raise CopilotEventsError(f"cannot open {uri}: {error}") from error
    return system, path


def _parts(uri: str) -> tuple[str, str, str]:
    """Return scheme, path, and the question mark with what follows: pyarrow takes options there."""
    found = _URI.match(uri)
    if found is None:
        raise CopilotEventsError(f"{uri} is no address")
    path, mark, options = found[2].partition("?") if "endpoint_override=" in found[2] else (found[2], "", "")
    return found[1], path, mark + options


def _found_below(uri: str) -> Iterator[tuple[str, int]]:
    """Yield the files that an address names, or that lie below it, with their sizes."""
    from pyarrow import fs  # noqa: PLC0415

    scheme, path, options = _parts(uri)
    glob = _GLOB.search(path)
    base = path if glob is None else path[: path.rfind("/", 0, glob.start())]
    system, root = _file_system(f"{scheme}://{base}{options}")
    prefix = base[: len(base) - len(root)] if base.endswith(root) else ""
    try:
        info = system.get_file_info(root)
        if info.type == fs.FileType.File:
            found = [info]
        else:
            found = system.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
    except OSError as error:
        raise CopilotEventsError(f"cannot list {uri}: {error}") from error
    for one in found:
        if one.type == fs.FileType.File:
            yield prefix + one.path, one.size or 0


def mirror(uris: Sequence[str], folder: str, split_bytes: int) -> dict[str, tuple[str, str]]:
    """Make an empty file of the same name and size for each remote log.

    So the program itself decides which of them are logs, in which order they are read, and which can be cut.
    Returns for each path in the folder the name of the log and its address.
    """
    logs: dict[str, tuple[str, str]] = {}
    for uri in uris:
        scheme, _, options = _parts(uri)
        for path, size in _found_below(uri):
            local = os.path.join(folder, scheme, path.lstrip("/"))
            address = f"{scheme}://{path}{options}"
            os.makedirs(os.path.dirname(local), exist_ok=True)
            with open(local, "wb") as file:
                if size > split_bytes:
                    file.write(read_range(address, 0, min(size, HEAD_BYTES)))
                file.truncate(size)
            logs[local] = (f"{scheme}://{_without_keys(path)}", address)
    return logs


def _without_keys(path: str) -> str:
    """Return a path without the keys that may stand before its bucket: reports name it."""
    bucket, slash, rest = path.partition("/")
    return bucket.rpartition("@")[2] + slash + rest


def mirrored(uri: str, folder: str) -> str:
    """Return where the mirror of an address, or of a pattern of addresses, is."""
    scheme, path, _ = _parts(uri)
    return os.path.join(folder, scheme, path.lstrip("/"))


def read_range(uri: str, start: int, end: int) -> bytes:
    """Read some bytes of a log."""
    system, path = _file_system(uri)
    with system.open_input_file(path) as file:
        file.seek(start)
        return bytes(file.read(end - start))


def copy_split(split: Mapping[str, Any], target: str) -> None:
    """Copy a split to a file of the node, at its own place: the bytes before it are a hole.

    A range is copied up to the end of the line that begins in it last.
    """
    uri = split["uri"]
    system, path = _file_system(uri)
    start = max(0, split.get("start", 0) - 1)
    end = split.get("end", split["size"])
    try:
        with open(target, "wb") as copy:
            if "start" not in split:
                with system.open_input_stream(path, compression=None) as stream:
                    for piece in iter(lambda: stream.read(COPY_BYTES), b""):
                        copy.write(piece)
                return
            copy.seek(start)
            with system.open_input_file(path) as file:
                file.seek(start)
                _copy_lines(file, copy, start, end)
    except OSError as error:
        raise CopilotEventsError(f"cannot read {split['name']}: {error}") from error


def _copy_lines(file: Any, copy: Any, position: int, end: int) -> None:  # noqa: ANN401 - pyarrow has no types
    while True:
        wanted = max(HEAD_BYTES, min(COPY_BYTES, end - position))
        piece = file.read(wanted)
        if not piece:
            return
        copy.write(piece)
        # The last line is the one that the byte before `end` belongs to.
        if position + len(piece) >= end and piece.find(b"\n", max(0, end - 1 - position)) != -1:
            return
        position += len(piece)
