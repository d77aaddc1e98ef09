"""`sekali clients`: what the operator types, and what is said."""

import json

import pytest
from click.testing import CliRunner

from consent.store import ServiceRow
from core.ids import new_id
from oidc.cli import clients
from tests.oidc.test_assertions import EC
from tests.oidc.worlds import NOW


@pytest.fixture
def run(town):
    with town.keeping() as session:
        session.add(
            ServiceRow(
                id=new_id(), key="kartu", legal_name="L", agency="A", contact="c", privacy_url="", homepage="",
                objection_url=None, verified=True, state="active", tag=b"t" * 16, created_at=NOW,
            )
        )  # fmt: skip

    def run(*words):
        with town.app.app_context():
            return CliRunner().invoke(clients, words)

    return run


ADD = ("add", "--service", "kartu", "--redirect", "http://127.0.0.2:8001/cb")


def test_a_client_is_added_listed_given_a_new_secret_and_disabled(run):
    added = run(
        *ADD,
        "--post-logout-redirect",
        "http://127.0.0.2:8001/out",
        "--backchannel-logout",
        "http://127.0.0.2:8001/ended",
        "--alg",
        "RS256",
        "--name",
        "Kartu",
    )
    assert added.exit_code == 0, added.output
    told = dict(line.split(": ") for line in added.output.splitlines())
    assert len(told["client_secret"]) == 43
    assert (
        f"{told['client_id']}  kartu  active  standard  client_secret_basic  http://127.0.0.2:8001/cb"
        in run("list").output
    )
    again = run("rotate-secret", told["client_id"])
    assert again.output.startswith("client_secret: ")
    assert told["client_secret"] not in again.output
    assert run("disable", told["client_id"]).exit_code == 0
    for command in ("disable", "rotate-secret"):
        refused = run(command, told["client_id"])
        assert (refused.exit_code, "no active client" in refused.output) == (1, True)


def test_a_client_with_keys_has_no_secret(run, tmp_path):
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [EC.as_dict(private=False)]}))
    added = run(*ADD, "--auth-method", "private_key_jwt", "--jwks", str(path))
    assert added.exit_code == 0, added.output
    assert "client_secret" not in added.output
    path.write_text(json.dumps({"keys": [EC.as_dict(private=True)]}))
    refused = run(*ADD, "--auth-method", "private_key_jwt", "--jwks", str(path))
    assert "holds a private or symmetric key" in refused.output
    path.write_text("not JSON")
    assert "is not a readable JSON file" in run(*ADD, "--jwks", str(path)).output


def test_a_client_can_come_from_a_file(run, tmp_path):
    path = tmp_path / "client.json"
    strict = {"redirect_uris": ["https://rp.example.id/cb?dummy1=lorem&dummy2=ipsum"], "client_name": "Uji",
              "token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [EC.as_dict(private=False)]},
              "require_pushed_authorization_requests": True, "dpop_bound_access_tokens": True}  # fmt: skip
    path.write_text(json.dumps(strict))
    told = json.loads(run("add", "--from", str(path)).output)
    assert told["redirect_uris"] == strict["redirect_uris"] and "client_secret" not in told
    assert "fapi2  private_key_jwt" in run("list").output
    path.write_text(json.dumps({"redirect_uris": ["https://rp.example.id/cb"]}))
    told = json.loads(run("add", "--service", "kartu", "--from", str(path)).output)
    assert len(told["client_secret"]) >= 43
    path.write_text("[]")
    assert "not a JSON object" in run("add", "--from", str(path)).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "--service", "nothing", "--redirect", "https://rp.example.id/cb"), "There is no service nothing"),
        (("add", "--service", "kartu", "--redirect", "http://rp.example.id/cb"), "must be https"),
        ((*ADD, "--profile", "legacy"), "The profile legacy is not offered here"),
        ((*ADD, "--profile", "core"), "The profile core is not offered here"),
        ((*ADD, "--alg", "HS256"), "id_token_signed_response_alg must be one of"),
        ((*ADD, "--auth-method", "private_key_jwt"), "needs jwks or jwks_uri"),
    ],
)
def test_refusals_are_sentences(run, words, said):
    refused = run(*words)
    assert refused.exit_code == 1
    assert said in refused.output
    assert "Traceback" not in refused.output


def test_every_command_has_help(run):
    for command in ((), ("add",), ("list",), ("rotate-secret",), ("disable",)):
        told = run(*command, "--help")
        assert told.exit_code == 0
        assert "Usage" in told.output
