"""A store with the part of S3's interface that reading needs, on the loopback interface."""

from __future__ import annotations

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LIST = '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{bucket}</Name>'


class _Handler(BaseHTTPRequestHandler):
    folder: Path
    #: The ranges that were read.
    ranges: list[str]
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._object(has_body=False)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = parse_qs(url.query, keep_blank_values=True)
        if "list-type" in query:
            self._list(unquote(url.path).strip("/"), query)
        else:
            self._object(has_body=True)

    def _list(self, bucket: str, query: dict[str, list[str]]) -> None:
        prefix = query.get("prefix", [""])[0]
        delimiter = query.get("delimiter", [""])[0]
        keys = [path for path in sorted((self.folder / bucket).rglob("*")) if path.is_file()]
        names = {path.relative_to(self.folder / bucket).as_posix(): path.stat().st_size for path in keys}
        found = {name: size for name, size in names.items() if name.startswith(prefix)}
        folders: set[str] = set()
        if delimiter:
            below = {name: name[len(prefix) :] for name in found}
            folders = {prefix + rest.split("/")[0] + "/" for rest in below.values() if "/" in rest}
            found = {name: size for name, size in found.items() if "/" not in below[name]}
        contents = "".join(
            f"<Contents><Key>{escape(name)}</Key><Size>{size}</Size>"
            "<LastModified>2024-05-15T15:00:00.000Z</LastModified><ETag>e</ETag></Contents>"
            for name, size in found.items()
        )
        common = "".join(
            f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>" for name in sorted(folders)
        )
        count = f"<Prefix>{escape(prefix)}</Prefix><KeyCount>{len(found) + len(folders)}</KeyCount>"
        count += "<IsTruncated>false</IsTruncated>"
        self._answer(200, (_LIST.format(bucket=bucket) + count + contents + common + "</ListBucketResult>").encode())

    def _object(self, *, has_body: bool) -> None:
        path = self.folder / unquote(urlsplit(self.path).path).lstrip("/")
        if not path.is_file():
            self._answer(404, b"", {})
            return
        content = path.read_bytes()
        wanted = self.headers.get("Range")
        headers = {"Last-Modified": "Wed, 15 May 2024 15:00:00 GMT", "ETag": "e", "Accept-Ranges": "bytes"}
        if wanted is None or not has_body:
            self._answer(200, content, headers, has_body=has_body)
            return
        self.ranges.append(wanted)
        first, last = wanted.removeprefix("bytes=").split("-")
        start, end = int(first), min(len(content), int(last or len(content)) + 1)
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(content)}"
        self._answer(206, content[start:end], headers)

    def _answer(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, *, has_body: bool = True
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {"Content-Type": "application/xml"}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve the folders in a folder as buckets; gives what is put behind an address, and the ranges that were read."""
    ranges: list[str] = []
    handler = type("Handler", (_Handler,), {"folder": folder, "ranges": ranges})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"?endpoint_override=127.0.0.1:{server.server_port}&scheme=http&region=us-east-1", ranges
    finally:
        server.shutdown()
        server.server_close()
