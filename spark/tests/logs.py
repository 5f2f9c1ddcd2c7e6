"""Logs to check. None of them comes from anywhere else."""

from __future__ import annotations

import gzip
import json
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def track(event: str, conversation: str, **properties: Any) -> dict[str, Any]:
    """Return a call."""
    return {
        "type": "track",
        "event": event,
        "userId": f"u{len(conversation)}",
        "properties": {"conversationId": conversation, **properties},
    }


def conversations(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield the records of conversations, with mistakes in and between records."""
    some = random.Random(seed)
    for number in range(count):
        conversation = f"c{number}"
        events = [track("Conversation Started", conversation)]
        for message in range(some.randint(1, 4)):
            name = "Message Sent" if message % 2 == 0 else "Message Received"
            events.append(track(name, conversation, messageId=f"m{number}-{message}", message_body="Where is it?"))
        if some.random() < 0.4:
            # Now and then of another conversation, or of none.
            rated = f"m{some.choice([number, number, number - 1, 99_999])}-0"
            events.append(track("Feedback Submitted", conversation, messageId=rated, rating=some.choice([5, "5"])))
        events.append(track("Conversation Ended", conversation, message_count=some.randint(1, 4)))
        for index, record in enumerate(events):
            record["messageId"] = f"call-{number}-{index}" if some.random() < 0.95 else "call"
            record["timestamp"] = f"2024-05-{1 + number % 28:02}T15:{index:02}:{some.randint(0, 59):02}Z"
            if some.random() < 0.03:
                del record["userId"]
            if some.random() < 0.03:
                record["event"] = record["event"].lower()
        yield from events


def lines(records: Iterable[dict[str, Any]], seed: int = 1, broken: float = 0.01) -> list[str]:
    """Return one line per record, a share of them broken."""
    some = random.Random(seed)
    texts = [json.dumps(record) for record in records]
    return [text[: some.randint(1, len(text))] if some.random() < broken else text for text in texts]


def write_archive(folder: Path, files: int, seed: int, broken: float = 0.01) -> None:
    """Write an archive as Segment lays it out in S3: packed files by day. Records are in no order."""
    some = random.Random(seed)
    texts = lines(conversations(files * 2, seed), broken=broken)
    some.shuffle(texts)
    for number in range(files):
        day = folder / "segment-logs" / "source" / f"17157{number % 10:02}000000"
        day.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{text}\n" for text in texts[number::files])
        (day / f"{number:05}.{some.getrandbits(64):016x}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def write_large(path: Path, size: int) -> None:
    """Write a file of lines of about so many bytes, in which conversations go on over its whole length."""
    block = lines(conversations(2000, 7))
    with path.open("w") as file:
        written = 0
        for turn in range(1 << 30):
            if written >= size:
                return
            # Each turn has calls of its own; some conversations come again.
            text = "\n".join(block).replace('"call-', f'"call-{turn}-').replace('"c1', f'"c{turn}-1') + "\n"
            written += file.write(text)
