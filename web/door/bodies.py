"""Bodies of requests: how large they may be, and that a file in one stays in memory: a temporary file would hold it open on the disk."""

import io
from typing import IO

from flask import Flask, Request, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

URL_ENCODED = "application/x-www-form-urlencoded"
BEARING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
TERMINATED = "wsgi.input_terminated"  # the server tells where a body ends whose length was not announced
LARGEST_FORM = 131_072  # bytes; a form of nothing but percent signs takes half a second to read for each million


class InMemory(Request):
    """A request whose files are never written anywhere; how large they may be, the limit of its body says."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return io.BytesIO()


def install(app: Flask) -> None:
    """Limit every request of `app`, before anything else reads it."""
    app.request_class = InMemory
    app.before_request(_limit)


def _limit() -> None:
    # Flask's own limit of forms holds for those of many parts alone; these are read at once, whole.
    if request.mimetype == URL_ENCODED:
        request.max_content_length = LARGEST_FORM
    elif largest := getattr(current_app.view_functions.get(request.endpoint or ""), "largest_body", None):
        request.max_content_length = largest
    # Said at once, also by views that would never have read the body.
    most = request.max_content_length or 0
    if (request.content_length or 0) > most:
        raise RequestEntityTooLarge
    if request.content_length is None and request.method in BEARING_METHODS and TERMINATED in request.environ:
        request.environ["wsgi.input"] = io.BytesIO(_whole(request.environ["wsgi.input"], most))


def _whole(stream: IO[bytes], most: int) -> bytes:
    # Werkzeug cuts a body of unannounced length at the limit and hands on the first part as if it were all.
    body = bytearray()
    while part := stream.read(most + 1 - len(body)):
        body += part
        if len(body) > most:
            raise RequestEntityTooLarge
    return bytes(body)
