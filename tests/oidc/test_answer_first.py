"""An answer in place of a value, through the whole application: what the service reads says which of the two it got."""

from dataclasses import replace

from tests.consent.worlds import purpose, wanted
from tests.journeys.story import answer, open_account
from tests.oidc.offices import SITI, Office
from tests.town import ISSUER

BY_AGE = replace(wanted("birth_date"), answer="age_over_17", raw_reason_id="Dicetak.", raw_reason_en="Printed.")


def test_the_release_api_and_userinfo_tell_the_answer_that_was_given_in_place_of_the_value(on_both, town):
    office, browser = Office(town, purpose(fields=(BY_AGE, wanted("full_name")))), open_account(town, identity=SITI)
    office.ask(browser, fields=["birth_date"])
    assert "Berikan jawabannya saja" in browser.here.text
    token = office.tokens(answer(browser))["access_token"]
    told = office.read(token).json["fields"]
    assert told["birth_date"] == {"reason": "answer_only", "answer": "age_over_17"}
    assert told["age_over_17"]["value"] is True and told.keys() == {"birth_date", "age_over_17"}
    head = {"Authorization": f"Bearer {token}"}
    claims = office.http.get("/userinfo", headers=head, base_url=ISSUER).json
    assert claims["age_over_17"] is True and "birthdate" not in claims
    town.check_ledger()
