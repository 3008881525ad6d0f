"""Through whoever vouches for staff: let in by number and bound once; every lie is turned away."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import Settings

from audit.models import Denial, Entry
from entrance import actions
from entrance.adapters import provider
from entrance.models import Identity, RoleMapping, SpentToken
from people import actions as people
from people.models import Account, RoleGrant, Session, StaffMember
from people.roles import Role
from rights import actions as rights
from tests import given
from tests.entrance.somebody import CLIENT, SECRET, Asked, Claims, Somebody, somebody

pytestmark = pytest.mark.django_db
TODAY = localdate()
START = "/logg-inn/kommune/"
ANSWER = "/logg-inn/kommune/svar/"
OUT = "/logg-inn/kommune/utlogging/"


@pytest.fixture(scope="module")
def running() -> Iterator[Somebody]:
    with somebody() as it:
        yield it


@pytest.fixture
def them(running: Somebody, settings: Settings) -> Somebody:
    running.down, running.says = "", {}
    settings.OIDC_ISSUER = running.issuer
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
    settings.BASE_URL = "http://testserver"
    provider.forget()
    return running


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def sent(client: Client, query: str = "") -> Asked:
    return Asked.by(client.get(f"{START}{query}").headers["Location"])


def number_of(town: given.Town) -> str:
    return StaffMember.objects.get(pk=town.caseworker.staff()).employee_number


def back(client: Client, code: str, state: str, **more: str) -> Any:
    return client.get(ANSWER, {"code": code, "state": state, **more})


def signed_in(client: Client, them: Somebody, query: str = "", **claims: Any) -> Any:
    asked = sent(client, query)
    return back(client, them.code(asked, **claims), asked.state)


def why() -> list[str]:
    return list(Denial.objects.order_by("at", "id").values_list("what", flat=True))


@pytest.mark.asvs("V10.5.2")
def test_staff_are_known_by_their_number_bound_once_and_let_in(
    client: Client, them: Somebody, town: given.Town
) -> None:
    number, staff = number_of(town), town.caseworker.staff()
    before = client.get("/profil/").headers["Location"]
    assert before == "/logg-inn/?next=/profil/"
    assert "kommunens konto" in client.get(before).content.decode()

    asked = sent(client, "?next=/profil/")
    stranger = client.session.session_key
    answer = back(client, them.code(asked, employee_number=number, sid="økt 1"), asked.state)

    # then they are in, where they were on the way to, with a session key nobody knew before
    assert (answer.status_code, answer.headers["Location"]) == (302, "/profil/")
    assert client.session.session_key != stranger
    account = Account.objects.get(staff_id=staff)
    assert client.session[SESSION_KEY] == str(account.pk)
    assert (asked.query["response_type"], asked.query["code_challenge_method"]) == ("code", "S256")
    bound = Identity.objects.get()
    assert (bound.account, bound.subject, bound.released_at) == (account, "sub-1", None)
    entry = Entry.objects.get(event="StaffLetIn")
    assert (entry.data["of_staff_id"], entry.data["bound"]) == (staff, True)

    # and nothing that was said of them is kept: neither token nor claims
    kept = json.dumps(
        [*Session.objects.values(), *Identity.objects.values(), entry.data], default=str
    )
    assert "eyJ" not in kept
    assert "økt 1" not in kept
    assert not {"asked", "half"} & set(client.session.keys())

    # the next time the number need not be said, and nothing is bound anew
    assert signed_in(Client(), them).status_code == 302
    assert Identity.objects.count() == 1


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iss": "https://noen.andre.invalid"}, "issuer"),
        ({"aud": "et-annet-system"}, "audience"),
        ({"aud": [CLIENT, "et-annet-system"]}, "authorized party"),
        ({"azp": "et-annet-system"}, "authorized party"),
        ({"nonce": "en-annen"}, "nonce"),
        ({"nonce": None}, "claim missing"),
        ({"exp": 1_700_000_000}, "expired"),
        ({"exp": None}, "claim missing"),
        ({"nbf": 4_000_000_000}, "not yet"),
        ({"iat": 4_000_000_000}, "not yet"),
        ({"sub": None}, "claim missing"),
        ({"sub": ""}, "claim missing"),
    ],
)
@pytest.mark.asvs("V9.2.1", "V9.2.3", "V10.5.1", "V10.5.4")
def test_a_token_that_says_something_else_is_refused_and_recorded(
    client: Client, them: Somebody, town: given.Town, claims: Claims, code: str
) -> None:
    answer = signed_in(client, them, **{"employee_number": number_of(town), **claims})

    refused(client, answer, f"sign in: {code}")


def unsigned(them: Somebody, claims: Claims) -> str:
    return jwt.encode(claims, "", "none")


def by_the_public_key(them: Somebody, claims: Claims) -> str:
    """HS256 with what everybody may read as the secret (made by hand: libraries refuse)."""
    public = (
        them.key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    tool = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    head = jwt.utils.base64url_encode(json.dumps({"alg": "HS256", "kid": "en"}).encode())
    body = head + b"." + jwt.utils.base64url_encode(json.dumps(claims).encode())
    return (body + b"." + jwt.utils.base64url_encode(tool.sign(body, public))).decode()


def by_our_secret(them: Somebody, claims: Claims) -> str:
    return jwt.encode(claims, SECRET.ljust(32, "x"), "HS256")


def by_a_foreign_key(them: Somebody, claims: Claims) -> str:
    return them.signed(claims, kid="foreign")


def by_a_foreign_key_in_their_name(them: Somebody, claims: Claims) -> str:
    return jwt.encode(claims, them.key("foreign"), "RS256", headers={"kid": "en"})


def by_a_key_of_its_own(them: Somebody, claims: Claims) -> str:
    own = jwt.algorithms.RSAAlgorithm.to_jwk(them.key("foreign").public_key(), as_dict=True)
    head = {"jwk": own, "jku": "http://127.0.0.1:9/jwks", "kid": "eget"}
    return jwt.encode(claims, them.key("foreign"), "RS256", headers=head)


def changed(them: Somebody, claims: Claims) -> str:
    head, _, sign = them.signed(claims).split(".")
    other = json.dumps({**claims, "sub": "en-annen"}).encode()
    return f"{head}.{jwt.utils.base64url_encode(other).decode()}.{sign}"


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        (unsigned, "algorithm"),
        (by_the_public_key, "algorithm"),
        (by_our_secret, "algorithm"),
        (by_a_foreign_key, "unknown key"),
        (by_a_foreign_key_in_their_name, "signature"),
        (by_a_key_of_its_own, "unknown key"),
        (changed, "signature"),
        (lambda _them, _claims: "ikke.et.merke", "token"),
    ],
)
@pytest.mark.asvs("V6.8.2", "V9.1.1", "V9.1.2", "V9.1.3")
def test_a_token_nobody_we_know_signed_is_refused_and_recorded(
    client: Client, them: Somebody, town: given.Town, sign: Any, code: str
) -> None:
    answer = signed_in(client, them, sign=sign, employee_number=number_of(town))

    refused(client, answer, f"sign in: {code}")


def refused(client: Client, answer: Any, what: str) -> None:
    """Turned away with a page, on record, and nothing written."""
    assert answer.status_code == 403
    assert "Innloggingen ble ikke fullført. Prøv igjen." in answer.content.decode()
    assert SESSION_KEY not in client.session
    assert why() == [what]
    assert not Identity.objects.exists()
    assert not Entry.objects.filter(event="StaffLetIn").exists()


@pytest.mark.asvs("V10.1.2", "V10.2.1")
def test_an_answer_to_another_browser_or_for_the_second_time_is_refused(
    client: Client, them: Somebody, town: given.Town
) -> None:
    number, other = number_of(town), Client()

    # given an answer meant for somebody else's browser, as when a link is sent to them
    theirs = sent(other)
    code = them.code(theirs, employee_number=number)
    assert back(client, code, theirs.state).status_code == 403
    assert back(client, code, "").status_code == 403

    # and one's own code carried to another's state: neither the nonce nor the verifier fits
    mine = sent(client)
    assert back(client, code, mine.state).status_code == 403

    # one that has been used is used, whoever brings it
    asked = sent(client)
    code = them.code(asked, employee_number=number)
    assert back(client, code, asked.state).status_code == 302
    client.post("/logg-ut/")
    assert back(client, code, asked.state).status_code == 403
    again = sent(client)
    assert back(client, code, again.state).status_code == 403

    # and what another issuer answers is not theirs (mix-up), nor is a refusal a code
    asked = sent(client)
    mixed = back(client, them.code(asked), asked.state, iss="https://andre.invalid")
    assert mixed.status_code == 403
    asked = sent(client)
    assert back(client, "", asked.state, error="access_denied").status_code == 403
    assert why() == [
        "sign in: state",
        "sign in: state",
        "sign in: refused by them",
        "sign in: state",
        "sign in: refused by them",
        "sign in: other issuer's answer",
        "sign in: refused by them",
    ]
    assert SESSION_KEY not in client.session


def test_nobody_gets_in_by_a_number_that_is_unknown_left_closed_or_bound_to_another(
    them: Somebody, town: given.Town, now: dt.datetime
) -> None:
    number = number_of(town)

    def told(**claims: Any) -> str:
        answer = signed_in(Client(), them, **claims)
        assert answer.status_code == 403
        assert not Session.objects.exclude(account=None).exists()
        return str(why()[-1])

    accounts = Account.objects.count()
    assert told(employee_number="999999") == "let_in: unknown number"
    assert told() == "let_in: unknown number"
    assert told(employee_number=[number, "999999"]) == "let_in: unknown number"
    account = given.account_of(town.caseworker)
    rights.close_account(account.pk, actor=town.administrator, at=now)
    assert told(employee_number=number) == "let_in: closed account"
    Account.objects.filter(pk=account.pk).update(is_active=True)
    StaffMember.objects.filter(pk=town.caseworker.staff()).update(left_on=TODAY)
    assert told(employee_number=number) == "let_in: has left"
    StaffMember.objects.filter(pk=town.caseworker.staff()).update(left_on=None)
    assert Account.objects.count() == accounts  # nobody was made

    # once bound, neither the subject nor the number is anybody else's
    assert signed_in(Client(), them, employee_number=number).status_code == 302
    Session.objects.all().delete()
    assert told(sub="sub-2", employee_number=number) == "let_in: bound to another subject"
    other = StaffMember.objects.get(pk=town.assessor.staff()).employee_number
    assert told(employee_number=other) == "let_in: another number"

    # until the administrator lets go
    actions.release_identity(account.pk, actor=town.administrator, at=now)
    assert signed_in(Client(), them, sub="sub-2", employee_number=number).status_code == 302


def test_who_has_no_account_gets_one_that_no_password_opens_and_no_role(
    them: Somebody, town: given.Town, now: dt.datetime
) -> None:
    made = people.create_staff(
        employee_number="4711",
        given_name="Liv",
        family_name="Dale",
        actor=town.administrator,
        at=now,
    )["id"]
    client = Client()

    assert signed_in(client, them, employee_number="4711").status_code == 302
    account = Account.objects.get(staff_id=int(made))
    assert not account.has_usable_password()
    assert not RoleGrant.objects.filter(staff_id=int(made)).exists()
    assert "Liv" not in account.username


def mapped(town: given.Town, value: str, role: Role, unit: Any, **more: Any) -> None:
    RoleMapping.objects.create(
        municipality=town.municipality,
        claim="groups",
        value=value,
        role=role,
        unit=unit,
        made_by_id=more.pop("made_by", town.administrator.staff()),
        **{"valid_from": TODAY, **more},
    )


def test_roles_follow_the_table_end_at_once_and_leave_what_is_given_by_hand(
    them: Somebody, town: given.Town
) -> None:
    number, staff = number_of(town), town.caseworker.staff()
    yesterday = TODAY - dt.timedelta(days=1)
    mapped(town, "vedtak", Role.DECISION_OFFICER, town.office)
    mapped(
        town, "leder", Role.UNIT_LEADER, town.home_service, valid_to=TODAY + dt.timedelta(days=9)
    )
    mapped(town, "kontroll", Role.AUDITOR, town.office)
    mapped(town, "utgatt", Role.APPROVER, town.office, valid_from=yesterday, valid_to=TODAY)
    mapped(town, "egen", Role.APPROVER, town.office, made_by=staff)

    def roles(*groups: str) -> set[tuple[str, bool]]:
        signed_in(Client(), them, employee_number=number, groups=list(groups))
        held = RoleGrant.objects.filter(staff_id=staff, revoked_at=None)
        return {(grant.role, grant.by_directory) for grant in held}

    by_hand = (Role.CASEWORKER, False)
    assert roles("vedtak", "leder", "utgatt", "egen", "ukjent") == {
        by_hand,
        (Role.DECISION_OFFICER, True),
        (Role.UNIT_LEADER, True),
    }
    leader = RoleGrant.objects.get(role=Role.UNIT_LEADER, staff_id=staff)
    assert leader.valid_to == TODAY + dt.timedelta(days=9)

    # what is no longer said ends at once; what was there is not given again
    assert roles("vedtak") == {by_hand, (Role.DECISION_OFFICER, True)}
    assert RoleGrant.objects.filter(staff_id=staff, role=Role.DECISION_OFFICER).count() == 1
    # who inspects holds nothing else, so that is not given, and it is on record
    assert roles("kontroll") == {by_hand}
    entry = Entry.objects.filter(event="StaffLetIn").latest("at")
    assert entry.data["ended"] == ["DECISION_OFFICER"]
    assert (entry.data["given"], entry.data["apart"]) == ([], ["AUDITOR"])


@pytest.mark.asvs("V16.5.2")
def test_a_silent_provider_gives_a_page_that_says_so(
    client: Client, them: Somebody, town: given.Town
) -> None:
    broken: list[tuple[str, dict[str, Any]]] = [
        ("/.well-known", {}),
        ("", {"issuer": "https://andre.invalid"}),
        ("", {"token_endpoint": "http://andre.invalid/token"}),
    ]
    for down, says in broken:
        them.down, them.says = down, says
        provider.forget()
        answer = client.get(START)
        assert answer.status_code == 503
        assert "Kommunens innlogging svarer ikke" in answer.content.decode()

    # nor when they fall silent on the way
    for path in ("/token", "/jwks"):
        them.down, them.says = "", {}
        provider.forget()
        asked = sent(client)
        them.down = path
        code = them.code(asked, employee_number=number_of(town))
        assert back(client, code, asked.state).status_code == 503
        assert SESSION_KEY not in client.session
    assert why() == ["sign in: no answer from them"] * 2


@pytest.mark.asvs("V6.8.4")
def test_their_new_key_is_looked_for_and_their_strength_is_held_to(
    them: Somebody, town: given.Town, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = number_of(town)
    signed_in(Client(), them, employee_number=number)
    monkeypatch.setattr(provider, "NOT_SOONER", 0.0)

    answer = signed_in(Client(), them, sign=lambda it, claims: it.signed(claims, kid="to"))
    assert answer.status_code == 302

    settings.OIDC_ACR = "Level4"
    asked = sent(Client())
    assert asked.query["acr_values"] == "Level4"
    assert signed_in(Client(), them, acr="Level3").status_code == 403
    assert signed_in(Client(), them, acr="Level4").status_code == 302
    assert why() == ["sign in: too weak"]


def test_signing_in_again_takes_signing_in_again(
    client: Client, them: Somebody, town: given.Town
) -> None:
    hour_ago = int(dt.datetime.now(dt.UTC).timestamp()) - 3600
    number = number_of(town)

    asked = sent(client, "?igjen=1&next=/profil/")
    assert (asked.query["prompt"], asked.query["max_age"]) == ("login", "0")
    for auth_time in (hour_ago, None):
        old = signed_in(client, them, "?igjen=1", employee_number=number, auth_time=auth_time)
        assert old.status_code == 403
    assert why() == ["sign in: not signed in again", "sign in: claim missing"]
    assert signed_in(client, them, "?igjen=1", employee_number=number).status_code == 302


@pytest.mark.asvs("V7.6.1")
def test_when_they_sign_out_there_the_sessions_here_end(
    client: Client, them: Somebody, town: given.Town
) -> None:
    number, other = number_of(town), Client()
    signed_in(client, them, employee_number=number, sid="en")
    signed_in(other, them, employee_number=number, sid="to")

    # of one session
    told = Client().post(OUT, {"logout_token": them.logout(sid="to", sub=None)})
    assert (told.status_code, told["Cache-Control"]) == (200, "private, no-store")
    assert other.get("/profil/").status_code == 302
    assert client.get("/profil/").status_code == 200

    # of whoever it is
    token = them.logout()
    assert Client().post(OUT, {"logout_token": token}).status_code == 200
    assert client.get("/profil/").status_code == 302
    ended = Entry.objects.filter(event="SessionsEnded").order_by("at")
    assert [entry.data["ended"] for entry in ended] == [1, 1]
    assert SpentToken.objects.count() == 2


@pytest.mark.asvs("V10.5.5")
def test_a_forged_logout_ends_nothing(client: Client, them: Somebody, town: given.Town) -> None:
    signed_in(client, them, employee_number=number_of(town))
    good = them.logout(sub="en-annen")
    ago = int(dt.datetime.now(dt.UTC).timestamp()) - 3600
    asked = sent(Client())
    cases = {
        "sign out: algorithm": them.logout(sign=unsigned),
        "sign out: unknown key": them.logout(sign=by_a_foreign_key),
        "sign out: signature": them.logout(sign=changed),
        "sign out: audience": them.logout(aud="et-annet-system"),
        "sign out: issuer": them.logout(iss="https://andre.invalid"),
        "sign out: nonce in a logout": them.logout(nonce="x"),
        "sign out: not a logout": them.logout(events={"noe-annet": {}}),
        "sign out: claim missing": them.logout(events=None),
        "sign out: nobody signed out": them.logout(sub=None),
        "sign out: old logout": them.logout(iat=ago),
        "sign out: expired": them.logout(exp=ago),
        "sign out: kind of token": them.logout(
            sign=lambda it, claims: it.signed(claims, typ="at+jwt")
        ),
        "sign out: token": "",
    }
    assert client.post(OUT, {"logout_token": good}).status_code == 200
    cases["sign out: logout used before"] = good
    assert asked.state

    for what, token in cases.items():
        answer = client.post(OUT, {"logout_token": token})
        assert (answer.status_code, why()[-1:]) == (400, [what])
    assert len(why()) == len(cases)
    assert client.get("/profil/").status_code == 200
    assert client.get(OUT).status_code == 405


def test_without_a_provider_there_is_no_such_door_and_with_one_passwords_may_be_shut_out(
    client: Client, town: given.Town, settings: Settings
) -> None:
    assert [client.get(path).status_code for path in (START, ANSWER)] == [404, 404]
    assert client.post(OUT).status_code == 404
    assert "kommunens konto" not in client.get("/logg-inn/").content.decode()

    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", CLIENT
    provider.forget()
    assert client.get(START).status_code == 503  # nobody is there
    settings.LOCAL_SIGN_IN = False
    assert "Passord" not in client.get("/logg-inn/").content.decode()
    known = {"username": "saksbehandler", "password": given.PASSWORD}
    assert client.post("/logg-inn/", known).status_code == 404
    assert client.post("/api/v1/tokens/", known, "application/json").status_code == 401
    assert not Session.objects.exclude(account=None).exists()
