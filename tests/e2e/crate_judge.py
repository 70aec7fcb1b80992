"""Runs in the environment of roc-validator: judges crates, and needs no network.

`python crate_judge.py CONTEXT PROFILE FOLDER...`: CONTEXT is a file with RO-Crate's JSON-LD
context, given to the validator where it asks the web for it; all else that it asks for is not
there.
Prints a JSON list: for each folder the list of issues at the required level.
"""

import importlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import requests.adapters


def offline(context: bytes) -> Any:
    """What stands in for the network."""

    def send(_self: Any, request: Any, **_options: Any) -> Any:
        if not str(request.url).startswith("https://w3id.org/ro/crate/"):
            raise requests.exceptions.ConnectionError("offline", request=request)
        response = requests.models.Response()
        response.status_code = 200
        response.url = request.url
        response.request = request
        response.encoding = "utf-8"
        response.headers["Content-Type"] = "application/ld+json"
        response.raw = io.BytesIO(context)
        response._content = context
        return response

    return send


def main() -> None:
    """Judge each folder."""
    context, profile, *folders = sys.argv[1:]
    adapter: Any = requests.adapters.HTTPAdapter
    adapter.send = offline(Path(context).read_bytes())
    services: Any = importlib.import_module("rocrate_validator.services")
    models: Any = importlib.import_module("rocrate_validator.models")
    judged = []
    for folder in folders:
        settings = services.ValidationSettings(
            rocrate_uri=folder,
            profile_identifier=profile,
            requirement_severity=models.Severity.REQUIRED,
            no_cache=True,
        )
        result = services.validate(settings)
        issues = [f"{one.check.identifier}: {one.message}" for one in result.get_issues()]
        judged.append(issues if issues or result.passed() else ["not passed"])
    sys.stdout.write("\n" + json.dumps(judged) + "\n")


main()
