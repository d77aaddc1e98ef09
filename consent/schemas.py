"""The shapes in which services and purposes are registered, and what is wrong with a shape, told by its place."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates, validates_schema

from consent.offers import with_offers
from consent.purposes import Basis, Purpose, WantedField
from vault import catalogue

KEY = validate.Regexp(
    r"^[a-z][a-z0-9-]{1,62}[a-z0-9]$",
    error="must be 3 to 64 small letters, digits and hyphens, begin with a letter and not end with a hyphen",
)
URL = validate.URL(schemes={"http", "https"}, require_tld=False, error="must be an absolute http or https address")
BASES = tuple(basis.value for basis in Basis)
MISSING: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "is missing",
    "null": "is missing",
    "invalid": "must be of another type",
}


def _text(longest: int) -> fields.String:
    return fields.String(
        required=True,
        error_messages=MISSING,
        validate=validate.And(
            validate.Regexp(r"\S", error="must not be empty"),
            validate.Length(max=longest, error=f"must have at most {longest} characters"),
        ),
    )


class _Strict(Schema):
    class Meta:
        """Foreign keys are refused: a misspelt one would be silently lost."""

        unknown = RAISE

    error_messages = {"unknown": "is not known here", "type": "must be an object"}  # noqa: RUF012


class BothLanguages(_Strict):
    """A sentence in Indonesian and in English; neither may be missing."""

    id = _text(500)
    en = _text(500)


class ShortBothLanguages(_Strict):
    """A short sentence in both languages."""

    id = _text(300)
    en = _text(300)


def _both(schema: type[Schema] = BothLanguages) -> fields.Nested:
    return fields.Nested(schema, required=True, error_messages={"required": "is missing (both `id` and `en`)"})


class WantedFieldSchema(_Strict):
    """One field that a purpose wants; it must exist in the catalogue and be releasable."""

    key = fields.String(required=True, error_messages=MISSING)
    required = fields.Boolean(required=True, truthy={True}, falsy={False}, error_messages=MISSING)
    reason = _both()
    withheld = _both()
    answer = fields.String(load_default="", error_messages=MISSING)
    raw_reason = fields.Nested(BothLanguages, load_default=None)

    @validates("key")
    def is_releasable(self, key: str, data_key: str) -> None:  # noqa: ARG002 - marshmallow's signature
        """Refuse what the catalogue does not know, or never gives away."""
        if not catalogue.is_releasable(key):
            takes = catalogue.parameter_of(key)
            hint = f"; after the colon we know {takes}" if takes else ""
            raise ValidationError(f"must be a field of the catalogue that can be released{hint}")

    @validates_schema
    def asks_no_more_than_it_must(self, data: Mapping[str, Any], **_: Any) -> None:
        """Refuse a value that is asked without a reason although an answer could be given in its place."""
        key, answer = data["key"], data["answer"]
        names = catalogue.names_of_answers_instead_of(key)
        if names and data["raw_reason"] is None:
            raise ValidationError(
                f"is missing: say why you need the value of `{key}` itself (`id` and `en`), since an answer worked out from it "
                f"may do: {', '.join(names)}. Ask for the answer instead, or name the one that you take besides as `answer`",
                "raw_reason",
            )
        if answer and not catalogue.can_stand_for(answer, key):
            known = (
                f"take one of {', '.join(names)}" if names else f"no answer is worked out from `{key}`, so leave it out"
            )
            raise ValidationError(f"cannot be given in place of `{key}`: {known}", "answer")


class PurposeSchema(_Strict):
    """A purpose with all that UU 27/2022, article 21, wants told before anybody is asked."""

    key = fields.String(required=True, validate=KEY, error_messages=MISSING)
    text = _both()
    basis = fields.String(
        required=True,
        error_messages=MISSING,
        validate=validate.OneOf(BASES, error=f"must be one of {', '.join(BASES)}"),
    )
    basis_reference = fields.String(load_default="", validate=validate.Length(max=300))
    retention = _both(ShortBothLanguages)
    fields_ = fields.List(fields.Nested(WantedFieldSchema), required=True, data_key="fields", error_messages=MISSING)
    once = fields.Boolean(load_default=False, truthy={True}, falsy={False}, error_messages=MISSING)
    lasts_days = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=1, max=3650, error="must lie between 1 and 3650 days"),
    )
    fresh = fields.Boolean(load_default=False, truthy={True}, falsy={False}, error_messages=MISSING)
    reads = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(min=2, max=1000, error="must lie between 2 and 1000 readings"),
    )
    automated = fields.Boolean(load_default=False, truthy={True}, falsy={False}, error_messages=MISSING)
    abroad = fields.String(load_default="", validate=validate.Length(max=200))
    dpia = fields.String(load_default="", validate=validate.Length(max=100))

    @validates_schema
    def is_grounded(self, data: Mapping[str, Any], **_: Any) -> None:
        """Refuse a basis other than consent without the rule that it rests on, and a field that is wanted twice."""
        if data["basis"] != Basis.CONSENT and not data["basis_reference"].strip():
            raise ValidationError(
                "is missing: name the law or contract, since the basis is not consent", "basis_reference"
            )
        if data["once"] and data["reads"] is not None:
            raise ValidationError("must not be told beside `once`, which is one reading", "reads")
        names = [name for wanted in data["fields_"] for name in (wanted["key"], wanted["answer"]) if name]
        if len(names) != len(set(names)):
            raise ValidationError("must name each field and each answer once", "fields")
        if data["basis"] != Basis.CONSENT and any(wanted["answer"] for wanted in data["fields_"]):
            raise ValidationError(
                "must not name an `answer` to take instead, since nobody chooses on this basis: ask for the answer itself",
                "fields",
            )

    @post_load
    def built(self, data: dict[str, Any], **_: Any) -> Purpose:
        """Return the purpose; id, service, version and state are given at registration."""
        wanted = tuple(_wanted(field) for field in data["fields_"])
        basis = Basis(data["basis"])
        return Purpose(
            "", "", data["key"], 0, data["text"]["id"], data["text"]["en"], basis, data["basis_reference"],
            with_offers(wanted) if basis is Basis.CONSENT else wanted, data["retention"]["id"], data["retention"]["en"], data["once"],
            data["lasts_days"], data["fresh"], "active", None, data["automated"], data["abroad"], data["dpia"],
            data["reads"],
        )  # fmt: skip


def _wanted(field: Mapping[str, Any]) -> WantedField:
    raw = field["raw_reason"] or {"id": "", "en": ""}
    return WantedField(
        field["key"], field["required"], field["reason"]["id"], field["reason"]["en"], field["withheld"]["id"],
        field["withheld"]["en"], field["answer"], raw["id"], raw["en"],
    )  # fmt: skip


class ServiceSchema(_Strict):
    """A service as a citizen may know it (UU 27/2022, article 5)."""

    key = fields.String(required=True, validate=KEY, error_messages=MISSING)
    legal_name = _text(200)
    agency = _text(200)
    contact = _text(200)
    privacy_url = fields.String(required=True, validate=URL, error_messages=MISSING)
    homepage = fields.String(required=True, validate=URL, error_messages=MISSING)
    objection_url = fields.String(load_default=None, allow_none=True, validate=URL)


def complaints(messages: Any, place: str = "") -> Iterator[str]:
    """Yield one line per error of a marshmallow `ValidationError`, beginning with its place, such as `fields.0.key`."""
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            at = place if name == "_schema" else f"{place}.{name}".lstrip(".")
            yield from complaints(below, at.replace("fields_", "fields"))
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield f"{place or 'the file'}: {message}"
