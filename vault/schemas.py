"""The shape of the file in which a citizen takes their data along (UU 27/2022, articles 7 and 13).

    {"format": "sekali-profile-1", "made_at": "2026-11-24T07:00:00+00:00",
     "fields": {"full_name": {"label": {"id": "Nama lengkap (sesuai KTP-el)", "en": "Full name (as on ID card)"},
                              "class": "U", "value": "SITI AMINAH", "state": "officer_checked", "source": "officer",
                              "as_of": "2026-11-20T02:15:00+00:00", "version": 2}}}

Only fields that are filled in are there, by their key in the catalogue. Times are ISO 8601 with their zone, dates
within values `YYYY-MM-DD`, villages the dotted codes of Kemendagri. Whoever reads the file loads it by
`DownloadSchema().loads(text)`; an unknown member is an error, since it would belong to another format.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from vault import catalogue
from vault.display import text_of
from vault.sensitivity import class_of
from vault.values import AUTHORITY, STATES, Value

FORMAT = "sekali-profile-1"


class _Strict(Schema):
    class Meta:
        """Foreign keys are refused: they would belong to another format."""

        unknown = RAISE


class LabelSchema(_Strict):
    """What a field is called, or how its value reads, in Indonesian and in English."""

    id = fields.String(required=True)
    en = fields.String(required=True)


class DownloadedValueSchema(_Strict):
    """One value, with everything that is known of where it came from.

    `class` is S for specific personal data (article 4(2)) and U for general; `value` is a text, a yes or no, an
    object of parts, or a list of such objects, as its field has it; `words` are how people read it; `state` is how far it was checked and `source`
    by whom: the citizen, an officer, or the authority that is named; `as_of` is when; `version` counts its changes.
    """

    label = fields.Nested(LabelSchema, required=True)
    pdp_class = fields.String(required=True, data_key="class", validate=validate.OneOf(("U", "S")))
    value = fields.Raw(required=True, allow_none=False)
    words = fields.Nested(LabelSchema, required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    source = fields.String(required=True, validate=validate.Regexp(r"self\Z|officer\Z|instance\Z|authority:[^\n]+\Z"))
    as_of = fields.AwareDateTime(required=True, format="iso", default_timezone=UTC)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))


class DownloadSchema(_Strict):
    """The whole file: its format, when it was made, and the values by the key of their field."""

    format = fields.String(required=True, validate=validate.Equal(FORMAT))
    made_at = fields.AwareDateTime(required=True, format="iso", default_timezone=UTC)
    values = fields.Dict(
        required=True,
        data_key="fields",
        keys=fields.String(validate=validate.OneOf(tuple(catalogue.FIELDS))),
        values=fields.Nested(DownloadedValueSchema),
    )


def download(values: Mapping[str, Value], today: date, now: datetime) -> dict[str, Any]:
    """Return the file of `values`, as JSON has it."""
    told = {
        key: {
            "label": {"id": catalogue.FIELDS[key].label_id, "en": catalogue.FIELDS[key].label_en},
            "pdp_class": class_of(key, values, today), "value": one.data,
            "words": {language: text_of(key, one.data, language) for language in ("id", "en")}, "state": one.state,
            "source": _source(one.source), "as_of": one.as_of, "version": one.version,
        }
        for key, one in values.items()
    }  # fmt: skip
    return dict(DownloadSchema().dump({"format": FORMAT, "made_at": now, "values": told}))


def _source(source: str) -> str:
    # Which officer it was stands in the ledger; the file goes from hand to hand.
    kind, _, _ = source.partition(":")
    return source if kind == AUTHORITY else kind
