"""`sekali resources`: what the operator types, and what is said."""

import pytest
from click.testing import CliRunner

from oidc.resources.cli import resources
from tests.oidc.servers import API, MACHINE
from tests.oidc.test_endpoints import Party
from tests.town import ISSUER


@pytest.fixture
def run(town):
    def run(*words):
        with town.app.app_context():
            return CliRunner().invoke(resources, words)

    return run


def test_a_resource_server_is_added_listed_and_removed(on_both, town, run):
    reader = Party(town, **MACHINE)
    added = run("add", API, "--name", "Antrean", "--scope", "antrean.baca", "--client", reader.id)
    assert added.exit_code == 0, added.output
    jwt = run("add", "https://arsip.go.id", "--name", "Arsip", "--form", "jwt", "--alg", "ES256", "--lifetime", "60")
    assert jwt.exit_code == 0, jwt.output
    assert run("list").output.splitlines() == [
        f"{API}  opaque  300s  {reader.id}  antrean.baca",
        "https://arsip.go.id  jwt ES256  60s  -  ",
    ]
    told = town.app.test_client().get("/.well-known/oauth-authorization-server", base_url=ISSUER).json
    assert told["protected_resources"] == [ISSUER, API, "https://arsip.go.id"]
    assert told["scopes_supported"].count("antrean.baca") == 1
    assert "already" in run("add", API, "--name", "Antrean", "--client", reader.id).output
    assert run("remove", API).exit_code == 0
    assert run("remove", API).exit_code == 1


REFUSED = {
    "plain http": (["http://api.go.id/", "--form", "jwt"], "https"),
    "with a query": (["https://api.go.id/?a=b", "--form", "jwt"], "query"),
    "with a fragment": (["https://api.go.id/#a", "--form", "jwt"], "fragment"),
    "with a name": (["https://a@api.go.id/", "--form", "jwt"], "https"),
    "in capitals": (["https://API.go.id/", "--form", "jwt"], "small letters"),
    "ourselves": ([ISSUER, "--form", "jwt"], "itself"),
    "below us": ([ISSUER + "/userinfo", "--form", "jwt"], "itself"),
    "a claim's scope": ([API, "--form", "jwt", "--scope", "profile"], "about a citizen"),
    "a purpose's scope": ([API, "--form", "jwt", "--scope", "purpose:x"], "about a citizen"),
    "no scope": ([API, "--form", "jwt", "--scope", "a b"], "must be one word"),
    "another algorithm": ([API, "--form", "jwt", "--alg", "none"], "--alg"),
    "one that we sign nothing by": ([API, "--form", "jwt", "--alg", "PS256"], "--alg"),
    "opaque and silent": ([API], "--client"),
    "an unknown client": ([API, "--client", "nobody"], "no active client"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(run, case):
    words, why = REFUSED[case]
    told = run("add", *words, "--name", "Antrean")
    assert told.exit_code == 1 and why in told.output, told.output


def test_a_public_client_cannot_read(town, run):
    public = Party(town, token_endpoint_auth_method="none")
    assert "prove" in run("add", API, "--name", "Antrean", "--client", public.id).output
