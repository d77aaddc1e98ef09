"""Every route states who may pass; an unstated one is a hole until somebody proves the contrary."""

import pytest

KNOWN = ("open", "citizen", "staff:", "machine:")


def test_every_route_states_who_may_pass(town) -> None:
    unstated = []
    for rule in town.app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        view = town.app.view_functions[rule.endpoint]
        passes = getattr(view, "passes", "")
        if not passes.startswith(KNOWN):
            unstated.append((rule.endpoint, passes))
    assert not unstated


def _plain_rules(town, kind: str):
    for rule in town.app.url_map.iter_rules():
        view = town.app.view_functions[rule.endpoint]
        if getattr(view, "passes", "").startswith(kind) and "GET" in rule.methods and not rule.arguments:
            yield rule


def test_a_stranger_is_sent_to_sign_in_by_every_citizen_page(town) -> None:
    rules = list(_plain_rules(town, "citizen"))
    assert len(rules) >= 8
    for rule in rules:
        answer = town.app.test_client().get(rule.rule, base_url=town.issuer)
        assert answer.status_code == 303, rule.rule
        assert "/sign-in" in answer.headers["Location"], rule.rule


def test_a_stranger_is_sent_to_the_desk_by_every_staff_page(town) -> None:
    rules = list(_plain_rules(town, "staff:"))
    assert rules
    for rule in rules:
        answer = town.app.test_client().get(rule.rule, base_url=town.issuer)
        assert answer.status_code == 303, rule.rule
        assert "/desk/sign-in" in answer.headers["Location"], rule.rule


@pytest.mark.parametrize("attempt", ["", "nonsense", "a.b", "x" * 5000])
def test_no_page_form_is_accepted_without_its_token(town, attempt) -> None:
    client = town.app.test_client()
    refused = 0
    for rule in town.app.url_map.iter_rules():
        view = town.app.view_functions[rule.endpoint]
        if "POST" not in rule.methods or rule.arguments or getattr(view, "passes", "").startswith("machine:"):
            continue
        if rule.endpoint == "oidc.authorize":  # a relying party's own form; it changes nothing by itself
            continue
        answer = client.post(rule.rule, data={"form_token": attempt}, base_url=town.issuer)
        assert answer.status_code in {303, 400, 401, 403}, (rule.rule, answer.status_code)
        if answer.status_code == 303:
            assert "sign-in" in answer.headers["Location"], rule.rule
        refused += 1
    assert refused >= 5
