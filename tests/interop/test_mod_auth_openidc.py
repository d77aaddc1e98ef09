"""Apache's mod_auth_openidc as the e-service: the configuration that docs/connecting.md shows, and what can be varied in it."""

from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from tests.interop.apache import complaints
from tests.interop.visits import NOTHING, entered, registered
from tests.journeys.story import SITI, open_account

KEY = RSAKey.generate_key(2048, {"kid": "kunci-1", "use": "sig"})


def test_the_documented_configuration(provider, apache) -> None:
    client = registered(provider.issuer, apache)
    with apache.running(provider.issuer, client) as folder:
        browser = open_account(provider, identity=SITI)
        first = entered(browser, apache)
        assert first["name"] == SITI["full_name"]
        assert first["birthdate"] == NOTHING, "what was not consented to does not arrive"
        assert len(first["who"]) > 20
        browser.forget(apache.address)
        assert entered(browser, apache) == first, "a returning citizen is the same one, and sees no consent page"
        assert not any("/consent" in url for url in browser.passed)
        assert not complaints(folder)
    assert [body["type"] for body in provider.check_ledger()].count("release") == 2


def test_what_it_is_told_may_be_encrypted(provider, apache, tmp_path) -> None:
    kinds = ("id_token", "userinfo")
    client = registered(
        provider.issuer,
        apache,
        jwks={"keys": [KEY.as_dict(private=False, use="enc")]},
        **{f"{kind}_signed_response_alg": "ES256" for kind in kinds},
        **{f"{kind}_encrypted_response_alg": "RSA-OAEP" for kind in kinds},
    )
    more = [
        *key_files(tmp_path)[:2],
        *(f"OIDC{kind}EncryptedResponseAlg RSA-OAEP" for kind in ("IDToken", "UserInfo")),
        *(f"OIDC{kind}EncryptedResponseEnc A128CBC-HS256" for kind in ("IDToken", "UserInfo")),
        "OIDCUserInfoSignedResponseAlg ES256",
    ]
    with apache.running(provider.issuer, client, more) as folder:
        known = entered(open_account(provider, identity=SITI), apache)
        assert known["name"] == SITI["full_name"], complaints(folder)
        assert not complaints(folder)


def key_files(folder: Path) -> list[str]:
    private, public = folder / "private.pem", folder / "public.pem"
    private.write_bytes(KEY.as_pem(private=True))
    public.write_bytes(KEY.as_pem(private=False))
    return [
        f"OIDCPrivateKeyFiles {KEY.kid}#{private}",
        f"OIDCPublicKeyFiles {KEY.kid}#{public}",
        "OIDCProviderTokenEndpointAuth private_key_jwt",  # not taken before there are keys
    ]


@pytest.mark.parametrize("profiles", [("core",)])  # it names the token endpoint in `aud`, which `standard` refuses
@pytest.mark.parametrize(("by_address", "algorithm"), [(False, "ES256"), (True, "RS256")], ids=["jwks", "jwks_uri"])
def test_private_key_jwt(provider, apache, tmp_path, by_address, algorithm) -> None:
    published = {"jwks": {"keys": [KEY.as_dict(private=False)]}}
    client = registered(
        provider.issuer,
        apache,
        token_endpoint_auth_method="private_key_jwt",
        id_token_signed_response_alg=algorithm,
        **({"jwks_uri": apache.redirect_uri + "?jwks=rsa"} if by_address else published),
    )
    assert "client_secret" not in client
    with apache.running(provider.issuer, client, [*key_files(tmp_path), "OIDCResponseMode query"]) as folder:
        known = entered(open_account(provider, identity=SITI), apache)
        assert known["name"] == SITI["full_name"], complaints(folder)
        assert not complaints(folder)
