"""`sekali services` and `sekali purposes`: the registry of who may ask citizens for what."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from consent.purposes import Basis, Purpose
from consent.registry import changes, store
from consent.registry.changes import NewService
from consent.registry.sentences import OPERATOR, sentences
from consent.review import proposing
from consent.review.cli import list_proposals, submit_purpose
from consent.schemas import PurposeSchema, ServiceSchema
from core.clock import system_clock
from core.db import keeping, reading
from keys.runtime import ring


@click.group()
def services() -> None:
    """Register the services that may ask citizens for data, and disable them."""


@services.command("add")
@click.argument("key")
@click.option("--name", "legal_name", required=True, help="Legal name, as citizens read it.")
@click.option("--agency", required=True, help="The agency that answers for the service.")
@click.option("--contact", required=True, help="Where citizens reach the service: e-mail, telephone or desk.")
@click.option("--privacy-url", required=True, help="Address of the service's privacy notice.")
@click.option("--homepage", required=True, help="Address of the service itself.")
@click.option("--objection-url", default=None, help="Where citizens explain an objection.")
@click.option("--unverified", is_flag=True, help="Citizens see it as not verified yet.")
def add_service(key: str, *, unverified: bool, **told: str | None) -> None:
    """Register the service KEY. Exit codes: 0 registered; 1 refused, with the reason; 2 wrong usage."""
    with sentences():
        new = NewService(**ServiceSchema().load({"key": key} | told))
        with keeping() as session:
            changes.add_service(session, ring(), new, system_clock(), staff=OPERATOR, verified=not unverified)
    click.echo(f"Service {key} is registered. Add its purposes with `sekali purposes add {key}`.")


@services.command("list")
def list_services() -> None:
    """List all services: key, state, whether verified, name and agency."""
    with reading() as session:
        found = store.services(session)
    for one in found:
        verified = "verified" if one.verified else "unverified"
        click.echo(f"{one.key}\t{one.state}\t{verified}\t{one.legal_name}\t{one.agency}")


@services.command("verify")
@click.argument("key")
def verify_service(key: str) -> None:
    """Mark the service KEY as verified. Exit codes: 0 done; 1 there is no such service."""
    with sentences(), keeping() as session:
        changes.verify_service(session, ring(), key, system_clock(), staff=OPERATOR)
    click.echo(f"Service {key} is verified.")


@services.command("disable")
@click.argument("key")
def disable_service(key: str) -> None:
    """Disable the service KEY: it asks and reads nothing from now on. Exit codes: 0 done; 1 there is no such service."""
    with sentences(), keeping() as session:
        changes.disable_service(session, ring(), key, system_clock(), staff=OPERATOR)
    click.echo(f"Service {key} is disabled.")


@click.group()
def purposes() -> None:
    """Propose what services may ask for, why, and for how long; pause a purpose."""


purposes.add_command(submit_purpose)
purposes.add_command(list_proposals)


@purposes.command("add")
@click.argument("service")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A purpose as JSON; instead of all other options.")  # fmt: skip
@click.option("--key", help="Key of the purpose, such as library-card; an existing one gets a new version.")
@click.option("--text-id", help="What the data is used for, in Indonesian.")
@click.option("--text-en", help="The same in English.")
@click.option("--basis", type=click.Choice([basis.value for basis in Basis]), help="Ground of UU 27/2022, article 20.")
@click.option("--basis-reference", default="", help="The law or contract; mandatory unless the basis is consent.")
@click.option("--retention-id", help="How long the service keeps the data, in Indonesian.")
@click.option("--retention-en", help="The same in English.")
@click.option("--field", "wanted", multiple=True, nargs=6, type=str,
              metavar="KEY required|optional REASON-ID REASON-EN WITHHELD-ID WITHHELD-EN",
              help="A wanted field; may be repeated.")  # fmt: skip
@click.option("--raw-reason", "raw_reasons", multiple=True, nargs=3, type=str, metavar="KEY REASON-ID REASON-EN",
              help="Why the value itself is needed; mandatory for a field from which an answer could be worked out.")  # fmt: skip
@click.option("--answer", "answers", multiple=True, nargs=2, type=str, metavar="KEY ANSWER",
              help="The answer that the service takes in place of the value, such as birth_date age_over_17.")  # fmt: skip
@click.option("--once", is_flag=True, help="The answer covers one read only.")
@click.option("--reads", type=int, default=None, help="The answer covers so many readings.")
@click.option("--lasts-days", type=int, default=None, help="Days after which the answer ends.")
@click.option("--fresh", is_flag=True, help="The citizen must have signed in a moment ago.")
@click.option("--automated", is_flag=True, help="A machine alone decides by these data.")
@click.option("--abroad", default="", help="Who receives the data in another country.")
@click.option("--dpia", default="", help="Reference of the impact assessment (UU 27/2022, article 34).")
@click.option("--draft", is_flag=True, help="Keep it as a draft; `sekali purposes submit` puts it before the officer.")
def add_purpose(service: str, path: Path | None, *, draft: bool, **told: Any) -> None:
    """Propose a purpose of SERVICE, or its next version; once the data-protection officer approves, citizens are asked (anew).

    Exit codes: 0 proposed; 1 refused, with every reason; 2 wrong usage.
    """
    with sentences():
        purpose: Purpose = PurposeSchema().load(_from_file(path) if path else _from_options(told))
        with keeping() as session:
            made = proposing.propose(session, ring(), service, purpose, system_clock(), staff=OPERATOR, draft=draft)
    where = "is kept as a draft" if draft else "waits for the data-protection officer (/desk/protection/purposes)"
    click.echo(f"Purpose {purpose.key} of {service} {where}: proposal {made.id}.")


@purposes.command("list")
@click.argument("service")
def list_purposes(service: str) -> None:
    """List the present purposes of SERVICE: reference, state, basis and fields (* required)."""
    with sentences(), reading() as session:
        found = store.purposes(session, changes.known_service(session, service).id)
    for one in found:
        fields = ", ".join(wanted.key + "*" * wanted.required for wanted in one.fields)
        click.echo(f"{one.reference}\t{one.state}\t{one.basis}\t{fields or 'no fields'}")


@purposes.command("pause")
@click.argument("service")
@click.argument("key")
@click.option("--resume", is_flag=True, help="Take the pause back.")
def pause_purpose(service: str, key: str, *, resume: bool) -> None:
    """Pause the purpose KEY of SERVICE: nothing is asked or read for it. Exit codes: 0 done; 1 there is no such purpose."""
    with sentences(), keeping() as session:
        changes.pause_purpose(session, ring(), service, key, system_clock(), staff=OPERATOR, resume=resume)
    click.echo(f"Purpose {key} of {service} is {'active again' if resume else 'paused'}.")


def _from_file(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        raise click.ClickException(f"{path} is not a readable JSON file.") from None


def _from_options(told: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: told[name] for name in ("key", "basis") if told[name] is not None}
    raw = {key: {"raw_reason": {"id": reason_id, "en": reason_en}} for key, reason_id, reason_en in told["raw_reasons"]}
    answers = {key: {"answer": answer} for key, answer in told["answers"]}
    return plain | {
        "text": _both(told, "text"),
        "retention": _both(told, "retention"),
        "basis_reference": told["basis_reference"],
        "once": told["once"],
        "lasts_days": told["lasts_days"],
        "fresh": told["fresh"],
        "reads": told["reads"],
        "automated": told["automated"],
        "abroad": told["abroad"],
        "dpia": told["dpia"],
        "fields": [
            {
                "key": key,
                "required": {"required": True, "optional": False}.get(need, need),
                "reason": {"id": reason_id, "en": reason_en},
                "withheld": {"id": withheld_id, "en": withheld_en},
            }
            | raw.get(key, {})
            | answers.get(key, {})
            for key, need, reason_id, reason_en, withheld_id, withheld_en in told["wanted"]
        ],
    }


def _both(told: Mapping[str, Any], name: str) -> dict[str, str]:
    return {language: text for language in ("id", "en") if (text := told[f"{name}_{language}"]) is not None}
