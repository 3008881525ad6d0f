"""Ways in: keys are given to few, and guesses are slowed."""

import datetime as dt

import pytest
from django.test import override_settings

from people import actions
from people.access import Actor
from people.adapters import digest_of
from people.models import (
    SignInFailure,
    Token,
)
from people.refusals import AccessDenied, NotFound, Slowed, WrongCredentials
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def name_of(actor: Actor) -> str:
    return given.account_of(actor).username


def test_a_key_is_given_for_a_password_shown_once_and_expires(
    town: given.Town, now: dt.datetime
) -> None:
    made = actions.create_token(name_of(town.caseworker), password=given.PASSWORD, at=now)

    token = Token.objects.get()
    assert token.digest == digest_of(made["token"])
    assert made["token"] not in str(Token.objects.values())
    assert token.expires_at == now + dt.timedelta(hours=8)
    actions.revoke_token(token.pk, actor=town.caseworker, at=now)
    token.refresh_from_db()
    assert token.revoked_at == now
    with pytest.raises(NotFound):
        actions.revoke_token(token.pk, actor=town.assessor, at=now)


@pytest.mark.asvs("V6.3.1", "V6.3.8")
def test_guessing_is_slowed_for_names_known_and_unknown(town: given.Town, now: dt.datetime) -> None:
    for name in (name_of(town.caseworker), "finnes-ikke"):
        for _ in range(5):
            with pytest.raises(WrongCredentials):
                actions.create_token(name, password="feil", at=now)
        with pytest.raises(Slowed):
            actions.create_token(name, password=given.PASSWORD, at=now)

    later = now + dt.timedelta(minutes=16)
    actions.create_token(name_of(town.caseworker), password=given.PASSWORD, at=later)
    assert not SignInFailure.objects.filter(username=name_of(town.caseworker)).exists()
    assert Token.objects.count() == 1


def test_a_stranger_elsewhere_locks_nobody_out(town: given.Town, now: dt.datetime) -> None:
    name = name_of(town.caseworker)

    # given somebody elsewhere who has guessed until they must wait
    for _ in range(5):
        assert actions.sign_in(name, password="feil", at=now, address="203.0.113.9") is None
    with pytest.raises(Slowed):
        actions.sign_in(name, password=given.PASSWORD, at=now, address="203.0.113.9")

    # when the caseworker signs in from the office, they get in, and the stranger waits on
    assert actions.sign_in(name, password=given.PASSWORD, at=now, address="10.0.0.7")
    with pytest.raises(Slowed):
        actions.create_token(name, password=given.PASSWORD, at=now, address="203.0.113.9")
    assert not SignInFailure.objects.filter(source__contains="203.0").exists()


@pytest.mark.asvs("V6.3.1")
def test_many_addresses_together_are_slowed_too_and_forgotten_after_an_hour(
    town: given.Town, now: dt.datetime
) -> None:
    name = name_of(town.caseworker)
    for n in range(100):
        SignInFailure.objects.create(username=name, source=f"{n % 25}", at=now)

    with pytest.raises(Slowed):
        actions.sign_in(name, password="feil", at=now, address="198.51.100.4")
    assert actions.sign_in("vedtak", password=given.PASSWORD, at=now, address="198.51.100.4")

    later = now + dt.timedelta(minutes=61)
    assert actions.sign_in(name, password="feil", at=later, address="198.51.100.4") is None
    assert SignInFailure.objects.count() == 1  # nothing is kept longer than it slows


@override_settings(SIGN_IN_FAILURES_PER_ADDRESS=12)
def test_one_address_may_not_try_a_few_passwords_on_every_name(
    town: given.Town, now: dt.datetime
) -> None:
    for n in range(12):
        assert (
            actions.sign_in(f"navn{n}", password="Vinter2026", at=now, address="10.0.0.7") is None
        )

    # a name nobody has tried is not answered from there, whatever the password
    with pytest.raises(Slowed):
        actions.sign_in(name_of(town.caseworker), password="feil", at=now, address="10.0.0.7")
    with pytest.raises(Slowed):
        actions.create_token(
            name_of(town.caseworker), password=given.PASSWORD, at=now, address="10.0.0.7"
        )
    assert SignInFailure.objects.count() == 12

    # from elsewhere it is, and from there again after a quarter of an hour
    name = name_of(town.caseworker)
    assert actions.sign_in(name, password=given.PASSWORD, at=now, address="10.0.0.8")
    later = now + dt.timedelta(minutes=16)
    assert actions.sign_in(name, password=given.PASSWORD, at=later, address="10.0.0.7")


def test_an_auditor_has_no_use_of_a_key(town: given.Town, now: dt.datetime) -> None:
    with pytest.raises(AccessDenied):
        actions.create_token(name_of(town.auditor), password=given.PASSWORD, at=now)

    assert not Token.objects.exists()
