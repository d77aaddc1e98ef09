"""PyPI idpyoidc as an e-service that registers itself, lets a citizen in, and manages its registration."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from cryptojwt.key_jar import init_key_jar
from idpyoidc.client.defaults import DEFAULT_OIDC_SERVICES
from idpyoidc.client.exception import OidcServiceError
from idpyoidc.client.oauth2.stand_alone_client import backchannel_logout
from idpyoidc.client.rp_handler import RPHandler
from idpyoidc.message.oidc import RegistrationResponse

from tests.interop.walking import SECONDS
from tests.journeys.parties import CALLBACK
from tests.journeys.story import SITI, answer, open_account
from tests.oidc.receivers import receiving
from tests.oidc.test_endpoints import press

SCOPE = ["openid", "profile"]
KEYS = [
    {"type": "RSA", "use": ["sig"]},
    {"type": "EC", "crv": "P-256", "use": ["sig"]},
    {"type": "RSA", "use": ["enc"]},
]
SERVICES = DEFAULT_OIDC_SERVICES | {
    "registration_read": {"class": "idpyoidc.client.oidc.read_registration.RegistrationRead"},
    "end_session": {"class": "idpyoidc.client.oidc.end_session.EndSession"},
}
PKCE = {
    "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
    "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
}


class Party:
    """An e-service, and one citizen's visit to it."""

    def __init__(self, provider, **preference) -> None:
        keys = init_key_jar(key_defs=KEYS, issuer_id="")  # its default would write them into the working folder
        wished = {"response_types_supported": ["code"], "jwks": keys.export_jwks()} | preference
        config = {
            "issuer": provider.issuer,
            "client_type": "oidc",
            "client_name": "Layanan uji",
            "redirect_uris": [CALLBACK],
            "preference": wished,
            "add_ons": {"pkce": PKCE},
            "services": SERVICES,
        }
        self.provider = provider
        self.handler = RPHandler("http://127.0.0.1:9999", client_configs={"": config}, keyjar=keys)

    def visit(self, browser):
        """Let the citizen in by the consent page; return what the e-service knows then."""
        browser.get(self.handler.begin(issuer_id=self.provider.issuer, req_args={"scope": SCOPE}))
        back = dict(parse_qsl(urlsplit(answer(browser, fields=["full_name"])).query))
        told = self.handler.finalize(self.provider.issuer, back)
        assert "error" not in told, told
        return told

    @property
    def client(self):
        return self.handler.issuer2rp[self.provider.issuer]

    @property
    def registration(self):
        return self.client.get_context().registration_response


SIGNED = {"userinfo_signing_alg_values_supported": ["ES256"], "id_token_signing_alg_values_supported": ["ES256"]}
# It cannot read an encrypted ID Token: it looks for the signature before it decrypts.
SEALED = {
    "encrypt_userinfo_supported": True,
    "userinfo_encryption_alg_values_supported": ["RSA-OAEP"],
    "userinfo_encryption_enc_values_supported": ["A256GCM"],
}


@pytest.mark.parametrize(
    ("preference", "signed_by", "encrypted_by"),
    [({}, "RS256", None), (SIGNED, "ES256", None), (SEALED, "RS256", "RSA-OAEP")],
    ids=["as-it-comes", "ES256", "encrypted"],
)
def test_it_registers_itself_and_lets_a_citizen_in(provider, preference, signed_by, encrypted_by) -> None:
    party = Party(provider, **preference)
    told = party.visit(open_account(provider.town, identity=SITI))
    assert told["id_token"].jws_header["alg"] == signed_by
    assert party.registration["userinfo_signed_response_alg"] == signed_by
    assert party.registration.get("userinfo_encrypted_response_alg") == encrypted_by
    assert told["userinfo"]["name"] == SITI["full_name"]
    assert told["userinfo"]["sub"] == told["id_token"]["sub"]


def test_it_manages_its_registration(provider) -> None:
    party = Party(provider)
    told = party.visit(open_account(provider.town, identity=SITI))
    first, known = party.registration.to_dict(), party.client.do_request("registration_read").to_dict()
    kept_by_us = {"client_secret", "client_secret_expires_at", "client_id_issued_at"}
    assert known == {name: value for name, value in first.items() if name not in kept_by_us}

    bearer = {"Authorization": "Bearer " + known["registration_access_token"]}
    wished = {name: value for name, value in known.items() if not name.startswith("registration_")}
    changed = requests.put(
        known["registration_client_uri"], json=wished | {"client_name": "Nama baru"}, headers=bearer, timeout=SECONDS
    )
    assert changed.status_code == 200, changed.text
    assert RegistrationResponse().from_json(changed.text).verify()
    assert party.client.do_request("registration_read")["client_name"] == "Nama baru"

    assert party.handler.get_user_info(told["state"])["name"] == SITI["full_name"]
    assert requests.delete(known["registration_client_uri"], headers=bearer, timeout=SECONDS).status_code == 204
    with pytest.raises(OidcServiceError, match="invalid_token"):
        party.handler.get_user_info(told["state"])
    assert party.client.do_request("registration_read")["error"] == "invalid_token"


@pytest.mark.parametrize("preference", [{}, SIGNED], ids=["RS256", "ES256"])
def test_it_understands_our_logout_token(provider, preference) -> None:
    with receiving() as receiver:
        party = Party(
            provider,
            **preference,
            backchannel_logout_supported=True,
            backchannel_logout_uri=receiver.address("/keluar"),
        )
        browser = open_account(provider.town, identity=SITI)
        told = party.visit(browser)
        assert party.registration["backchannel_logout_uri"] == receiver.address("/keluar")
        browser.get("/sign-out")
        press(browser, "/sign-out")
        provider.deliver()
        (token,) = receiver.posted["/keluar"]
    assert backchannel_logout(party.client, request_args={"logout_token": token}) == told["state"]
