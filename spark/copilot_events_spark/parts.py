"""Cuts shards into their parts. docs/reference/shards.md describes the form."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from .errors import CopilotEventsError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"\x89CES\r\n\x1a\n"
_HEAD_BYTES = 16


@dataclass(frozen=True)
class Block:
    """A block: its kind, and where its head begins and its content ends."""

    kind: bytes
    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """A part of a shard: its blocks, and where it begins and ends."""

    blocks: tuple[Block, ...]
    start: int
    end: int

    def has(self, kind: bytes) -> bool:
        """Whether there is a block of a kind."""
        return any(block.kind == kind for block in self.blocks)


def parts_of(file: IO[bytes]) -> Iterator[Part]:
    """Yield the parts of a shard, in their order. Raises CopilotEventsError if it is none."""
    position = 0
    while True:
        file.seek(position)
        magic = file.read(len(_MAGIC))
        if magic == b"":
            return
        if magic != _MAGIC:
            raise CopilotEventsError(f"there is no part of a shard at byte {position}")
        start, position = position, position + len(_MAGIC)
        blocks: list[Block] = []
        while not blocks or blocks[-1].kind != b"E":
            file.seek(position)
            head = file.read(_HEAD_BYTES)
            if len(head) < _HEAD_BYTES:
                raise CopilotEventsError("a shard ends too early")
            kind, stored = head[:1], struct.unpack_from("<I", head, 4)[0]
            blocks.append(Block(kind, position, position + _HEAD_BYTES + stored))
            position = blocks[-1].end
        yield Part(tuple(blocks), start, position)


def read_head(file: IO[bytes]) -> dict[str, Any]:
    """Read the head of the first part of a shard."""
    first = next(parts_of(file)).blocks[0]
    file.seek(first.start + _HEAD_BYTES)
    stored = file.read(first.end - first.start - _HEAD_BYTES)
    head: dict[str, Any] = json.loads(zlib.decompress(stored, -15))
    return head


def without(file: IO[bytes], part: Part, kind: bytes) -> bytes:
    """Return a part without its blocks of a kind."""
    pieces = [_MAGIC]
    for block in part.blocks:
        if block.kind != kind:
            file.seek(block.start)
            pieces.append(file.read(block.end - block.start))
    return b"".join(pieces)
