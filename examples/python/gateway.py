"""A client of the gateway in one file, with nothing but Python's standard library."""

from __future__ import annotations

import json
import mimetypes
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class GatewayError(Exception):
    """An error of an answer. `code` is one of docs/errors, `field` names the input that is wrong."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        extensions = error.get("extensions", {})
        self.code: str = extensions.get("code", "INTERNAL")
        self.field: str | None = extensions.get("field")
        self.path: list[str | int] | None = error.get("path")
        self.extensions: dict[str, Any] = extensions


class Gateway:
    """Sends operations as one caller. `authorization` is `token KEY:SECRET` or `Bearer TOKEN`."""

    def __init__(self, url: str, authorization: str | None = None, timeout: float = 60) -> None:
        self.url = f"{url}/graphql"
        self.timeout = timeout
        self.headers = {"X-Requested-With": "python", "Accept": "application/json"}
        if authorization is not None:
            self.headers["Authorization"] = authorization

    def query(self, query: str, **variables: Any) -> tuple[dict[str, Any], list[GatewayError]]:
        """Returns the data, and the errors of the parts of it that are null. Raises GatewayError without data."""
        return self._send(json.dumps({"query": query, "variables": variables}).encode(), "application/json")

    def mutate(self, query: str, **variables: Any) -> dict[str, Any]:
        """Writes, once. Raises GatewayError if a root field failed."""
        data, errors = self.query(query, **variables)
        for error in errors:
            if error.path is None or len(error.path) == 1:
                raise error
        return data

    def upload(self, file: Path, doctype: str, name: str) -> dict[str, Any]:
        """Attaches a file to a document. Raises GatewayError."""
        operations = {"query": UPLOAD, "variables": {"file": None, "attachTo": {"doctype": doctype, "name": name}}}
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        parts = [
            ('name="operations"', json.dumps(operations).encode()),
            ('name="map"', b'{"0": ["variables.file"]}'),
            (f'name="0"; filename="{file.name}"\r\nContent-Type: {kind}', file.read_bytes()),
        ]
        boundary = uuid.uuid4().hex
        body = b"".join(
            f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
            for head, content in parts
        )
        data, errors = self._send(body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}")
        if errors:
            raise errors[0]
        return data["uploadFile"]["file"]

    def follow(self, subscription: str, after: str | None = None) -> Iterator[dict[str, Any]]:
        """
        Yields the changes of a subscription with the variable `after` and the field `resumeToken`. A connection that
        breaks is made again, and no change is missed. Keep the last token to go on after a restart.
        """
        while True:
            try:
                for change in self._stream(subscription, after):
                    after = change["resumeToken"]
                    yield change
                return
            except (OSError, EOFError):
                time.sleep(1)

    def _stream(self, subscription: str, after: str | None) -> Iterator[dict[str, Any]]:
        body = json.dumps({"query": subscription, "variables": {"after": after}}).encode()
        headers = {**self.headers, "Content-Type": "application/json", "Accept": "text/event-stream"}
        event = ""
        with urllib.request.urlopen(urllib.request.Request(self.url, body, headers), timeout=self.timeout) as lines:
            for raw in lines:
                line = raw.decode().rstrip("\r\n")
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                if event == "complete":
                    return
                if line.startswith("data: "):
                    answer = json.loads(line.removeprefix("data: "))
                    if answer.get("data") is None:
                        raise GatewayError(answer["errors"][0])
                    yield next(iter(answer["data"].values()))
        raise EOFError("The stream ended without its end.")

    def _send(self, body: bytes, content_type: str) -> tuple[dict[str, Any], list[GatewayError]]:
        request = urllib.request.Request(self.url, body, {**self.headers, "Content-Type": content_type})
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            # Errors that concern the whole request have a status of their own, and the same form.
            answer = json.load(error)
        errors = [GatewayError(error) for error in answer.get("errors", [])]
        if answer.get("data") is None:
            raise errors[0]
        return answer["data"], errors


UPLOAD = """
mutation ($file: Upload!, $attachTo: AttachTo) {
  uploadFile(file: $file, attachTo: $attachTo) { file { name fileName url } }
}
"""
