"""The shape of the download, as JSON Schema: what whoever reads such a file may rely on."""

from typing import Any

from vault import catalogue
from vault.schemas import FORMAT
from vault.values import STATES

BOTH = {
    "type": "object", "required": ["id", "en"], "additionalProperties": False,
    "properties": {"id": {"type": "string"}, "en": {"type": "string"}},
}  # fmt: skip


def json_schema(issuer: str) -> dict[str, Any]:
    """Return the schema of `sekali-profile-1` (JSON Schema 2020-12), out of the catalogue."""
    value = {
        "type": "object",
        "required": ["label", "class", "value", "words", "state", "source", "as_of", "version"],
        "additionalProperties": False,
        "properties": {
            "label": {"$ref": "#/$defs/both"},
            "class": {"enum": ["U", "S"]},
            "value": {"type": ["string", "boolean", "object", "array"]},
            "words": {"$ref": "#/$defs/both"},
            "state": {"enum": list(STATES)},
            "source": {"type": "string", "pattern": "^(self|officer|instance|authority:[^\\n]+)$"},
            "as_of": {"type": "string", "format": "date-time"},
            "version": {"type": "integer", "minimum": 1},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{issuer}/profile-download.schema.json",
        "title": FORMAT,
        "type": "object",
        "required": ["format", "made_at", "fields"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "made_at": {"type": "string", "format": "date-time"},
            "fields": {
                "type": "object",
                "additionalProperties": False,
                "properties": {key: {"$ref": "#/$defs/value"} for key in catalogue.FIELDS},
            },
        },
        "$defs": {"both": BOTH, "value": value},
    }
