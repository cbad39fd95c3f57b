"""The JSON a request carries, read strictly."""

from typing import Any

from flask import request

from engine.bundles.strictjson import JsonRefused, loads
from engine.errors import Refused


def body() -> dict[str, Any]:
    """The request's JSON object. Raises Refused if it is not one, or holds what JSON must not."""
    if request.mimetype != "application/json":
        raise Refused(body="not_json")
    try:
        read = loads(request.get_data())
    except JsonRefused as error:
        raise Refused(body=str(error)) from error
    if not isinstance(read, dict):
        raise Refused(body="not_object")
    return read


def member(data: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside it; empty if it is not there. Raises Refused if it is no object."""
    value = data.get(name, {})
    if not isinstance(value, dict):
        raise Refused(field=name)
    return value
