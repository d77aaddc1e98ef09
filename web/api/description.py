"""The description of the JSON API (OpenAPI 3.1), put together: addresses and doors from the routes, words from the views, shapes from each wing."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.operations import JSON, Answer, Operation, objects, refusal, texts
from oidc.described import REGISTRATION

VERSION = "3.1.0"
VARIABLE = re.compile(r"<(?:(\w+):)?(\w+)>")
TOO_LARGE = refusal("The body is larger than is taken here.")
SCHEMES: Mapping[str, Mapping[str, str]] = {
    "client_secret": {"type": "http", "scheme": "basic", "description": "A client, or as its metadata says, in the form."},
    "access_token": {"type": "http", "scheme": "bearer", "description": "An access token; with the scheme DPoP, a bound one."},
    REGISTRATION: {"type": "http", "scheme": "bearer", "description": "The registration access token of this client."},
}  # fmt: skip
SHOWN_AT: Mapping[str, tuple[str, ...]] = {
    "machine:client": ("client_secret",),
    "machine:bearer": ("access_token",),
    "machine:public": (),
}
OWN: Mapping[str, Operation] = {
    "api.openapi": Operation(
        {200: Answer("This document.", {JSON: objects(texts(("openapi",)) | {"paths": {"type": "object"}})})}
    )
}


@dataclass(frozen=True, slots=True)
class Route:
    """One door for programs: its address in the words of the routes, its methods, what it is, and who may pass."""

    endpoint: str
    rule: str
    methods: frozenset[str]
    view: Callable[..., Any]
    passes: str


def described(issuer: str, routes: Iterable[Route], operations: Mapping[str, Operation]) -> dict[str, Any]:
    """Return the whole description; raise `KeyError` for a route that no wing has described."""
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(routes, key=lambda one: one.rule):
        path = paths.setdefault(VARIABLE.sub(r"{\2}", route.rule), {})
        if variables := VARIABLE.findall(route.rule):
            path["parameters"] = [_variable(kind, name) for kind, name in variables]
        for method in sorted(route.methods):
            path[method.lower()] = _operation(route, operations[route.endpoint])
    return {
        "openapi": VERSION,
        "info": {"title": "Sekali", "version": "1", "description": "What programs may ask; see /help for people."},
        "servers": [{"url": issuer}],
        "paths": paths,
        "components": {"securitySchemes": SCHEMES},
    }


def _operation(route: Route, operation: Operation) -> dict[str, Any]:
    place = VARIABLE.sub(r"\2", route.rule).strip("/").replace("/", ".")
    summary = " ".join((route.view.__doc__ or "").split())
    answers = {**operation.answers, **({413: TOO_LARGE} if operation.body else {})}
    told: dict[str, Any] = {
        "operationId": f"{route.endpoint}.{place}",
        "summary": summary,
        "responses": {str(status): _answer(answer) for status, answer in sorted(answers.items())},
    }
    if operation.body:
        told["requestBody"] = {"content": {kind: {"schema": schema} for kind, schema in operation.body.items()}}
    if shows := operation.shows if operation.shows is not None else SHOWN_AT[route.passes]:
        told["security"] = [{scheme: []} for scheme in shows]
    return told


def _answer(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = {"description": answer.meaning}
    if answer.types:
        told["content"] = {kind: {"schema": schema} for kind, schema in answer.types.items()}
    if answer.headers:
        told["headers"] = {name: {"required": True, "schema": {"type": "string"}} for name in answer.headers}
    return told


def _variable(kind: str, name: str) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 0} if kind == "int" else {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}
