"""Invented letters of every kind, in every language, to set, approve and look at."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from notifications.letters import Language, LetterKind, RecipientKind
from notifications.rules import (
    Addressee,
    Applied,
    AskedFor,
    Asking,
    ClaimAnswer,
    Claimed,
    ClaimRoute,
    ComplaintRoute,
    DecisionLetter,
    DecisionLine,
    Ended,
    EndReason,
    Fee,
    FeeUnit,
    Handler,
    Head,
    LetterContent,
    Outcome,
    PreliminaryReply,
    Receipt,
    Sender,
    Signature,
    SignerRole,
    Subject,
    build_asking,
    build_claim_answer,
    build_decision,
    build_ended,
    build_preliminary_reply,
    build_receipt,
)
from privacy.legal import AUTHORITY, law_of

TODAY = dt.date(2026, 11, 23)
RECEIVED = dt.date(2026, 11, 3)
STATE = "Statsforvalteren i Østfold, Buskerud, Oslo og Akershus"
PBRL = ComplaintRoute(STATE, 4, "pbrl § 7-5")
LOCAL = ComplaintRoute("klagenemnda i Drammen kommune", 3, "fvl §§ 28–29")

NAMES: Mapping[str, Mapping[str, str]] = {
    "home": {
        "nb": "Helsetjenester i hjemmet",
        "nn": "Helsetenester i heimen",
        "en": "Health services at home",
    },
    "alarm": {"nb": "Trygghetsalarm", "nn": "Tryggleiksalarm", "en": "Safety alarm"},
    "help": {
        "nb": "Praktisk bistand – daglige gjøremål",
        "nn": "Praktisk bistand – daglege gjeremål",
        "en": "Practical assistance – daily tasks",
    },
    "companion": {"nb": "Støttekontakt", "nn": "Støttekontakt", "en": "Support contact"},
    "flat": {"nb": "Kommunal bolig", "nn": "Kommunal bustad", "en": "Municipal flat"},
}
EXTENTS: Mapping[str, Mapping[str, str]] = {
    "3.5": {"nb": "3,5 timer i uken", "nn": "3,5 timar i veka", "en": "3.5 hours a week"},
    "2": {"nb": "2 timer i uken", "nn": "2 timar i veka", "en": "2 hours a week"},
    "4": {"nb": "4 timer i uken", "nn": "4 timar i veka", "en": "4 hours a week"},
    "1": {"nb": "1 alarm", "nn": "1 alarm", "en": "1 alarm"},
}


def head(
    language: Language,
    *,
    kind: RecipientKind = RecipientKind.PERSON,
    name: str = "Ola Nordmann",
    approved: bool = False,
) -> Head:
    """A letter from the office to Ola Nordmann, or to somebody on his behalf."""
    approver = (Signature("Per Dal", SignerRole.APPROVER),) if approved else ()
    return Head(
        language=language,
        reference="2026-00123",
        on=TODAY,
        sender=Sender(
            "Drammen kommune",
            "Helse- og velferdsforvaltningen",
            ("Postboks 7500", "3008 Drammen"),
            "32 04 00 00",
        ),
        recipient=Addressee(name, ("Storgata 12", "3015 Drammen")),
        person="Ola Nordmann",
        recipient_kind=kind,
        signatures=(Signature("Nina Moe", SignerRole.OFFICER), *approver),
    )


def receipt(language: Language, subject: Subject = Subject.APPLICATION) -> LetterContent:
    """Two services on two tracks, one receipt."""
    return build_receipt(
        Receipt(
            head=head(language),
            subject=subject,
            received_on=RECEIVED,
            asked_for=(
                AskedFor(NAMES["home"][language], "2026-00123"),
                AskedFor(NAMES["alarm"][language], "2026-00124"),
            ),
            reply_by=dt.date(2026, 12, 3),
            handlers=(
                Handler("2026-00123", "Helse- og velferdsforvaltningen", "Nina Moe"),
                Handler("2026-00124", "Mottaks- og kartleggingsteamet"),
            ),
        )
    )


def preliminary_reply(language: Language) -> LetterContent:
    """More than a month, with a day to expect."""
    return build_preliminary_reply(
        PreliminaryReply(
            head=head(language),
            subject=Subject.APPLICATION,
            received_on=RECEIVED,
            services=(NAMES["home"][language],),
            why="Vi venter på opplysninger fra fastlegen din. Vi har bedt om dem to ganger.",
            expected_on=dt.date(2026, 12, 18),
        )
    )


def asking(language: Language, *, kind: LetterKind) -> LetterContent:
    """What is missing, or what is considered, and by when the party may answer."""
    notice = kind is LetterKind.ADVANCE_NOTICE
    return build_asking(
        Asking(
            head=head(language),
            kind=kind,
            services=(NAMES["home"][language],),
            what="Vi vurderer å gi deg hjelp to ganger i uken i stedet for tre."
            if notice
            else "Opplysninger fra fastlegen om sykehusoppholdet i oktober.",
            why="Hjemmetjenesten forteller at du har klart deg selv på onsdager siden august."
            if notice
            else "Vi må vite hvor mye hjelp du trenger etter oppholdet.",
            answer_by=dt.date(2026, 12, 7),
        )
    )


def line(
    service: str,
    outcome: Outcome,
    language: Language,
    *,
    extent: str = "",
    applied: str = "",
    rule: str = "hol § 3-2 nr. 6 a",
    route: ComplaintRoute = PBRL,
    ends_on: dt.date | None = None,
    fee: Fee | None = None,
    reason: str = "",
) -> DecisionLine:
    """One line of a decision in the letter's language."""
    given = outcome in {Outcome.GRANTED, Outcome.PARTLY}
    return DecisionLine(
        service=NAMES[service][language],
        outcome=outcome,
        rules=(rule,),
        route=route,
        extent=EXTENTS[extent][language] if extent else "",
        applied_extent=EXTENTS[applied][language] if applied else "",
        starts_on=dt.date(2026, 12, 1) if given else None,
        ends_on=ends_on,
        fee=fee,
        reason=reason,
        provider="Hjemmetjenesten HUB Nord" if given else "",
    )


def decision_facts(
    language: Language,
    lines: tuple[DecisionLine, ...] = (),
    *,
    applied: Applied | None,
    the_head: Head | None = None,
    own_view: str = "Jeg vil bo hjemme så lenge jeg kan.\nJeg klarer meg best når det er de samme "
    "som kommer.",
) -> DecisionLetter:
    """What is decided about Ola Nordmann."""
    return DecisionLetter(
        head=the_head or head(language, approved=True),
        applied=applied,
        lines=lines or (line("home", Outcome.GRANTED, language, extent="3.5"),),
        considerations="Du trenger hjelp til medisiner og stell etter sykehusoppholdet. "
        "Hjelpemidler og trening alene er ikke nok nå. Derfor mener vi at du bør få hjelp av "
        "sykepleier hver dag.",
        facts="Vi besøkte deg 12. november 2026 sammen med datteren din. Du går sakte og "
        "trenger støtte i trapper. Fastlegen din har sendt oss en liste over medisinene.",
        own_view=own_view,
        no_own_view_because="" if own_view else "Du ønsket ikke å uttale deg.",
        goal="Du tar medisinene dine riktig og føler deg trygg hjemme.",
        evaluation_on=dt.date(2027, 2, 1),
        conditions=("Du lar oss bruke elektronisk nøkkel.",),
    )


def decision(
    language: Language,
    lines: tuple[DecisionLine, ...],
    *,
    the_head: Head | None = None,
    **facts: str,
) -> LetterContent:
    """A decision on Ola Nordmann's application."""
    applied = Applied(RECEIVED, tuple(one.service for one in lines))
    return build_decision(
        decision_facts(language, lines, applied=applied, the_head=the_head, **facts)
    )


def granted(language: Language) -> LetterContent:
    """What most letters are: one service, granted, free."""
    one = line(
        "home",
        Outcome.GRANTED,
        language,
        extent="3.5",
        ends_on=dt.date(2027, 2, 28),
        fee=Fee(0),
    )
    return decision(language, (one,))


def changed(language: Language) -> LetterContent:
    """More of one service and as much of another, assessed again without an application."""
    more = replace(
        line("home", Outcome.GRANTED, language, extent="4", fee=Fee(0)),
        before=EXTENTS["3.5"][language],
        given_by="Hjemmetjenesten HUB Nord",
    )
    same = replace(
        line("help", Outcome.GRANTED, language, extent="2", rule="hol § 3-2 nr. 6 b"),
        before=EXTENTS["2"][language],
        given_by="Hjemmetjenesten HUB Nord",
    )
    return build_decision(decision_facts(language, (more, same), applied=None))


def mixed(language: Language) -> LetterContent:
    """Granted, partly granted and refused, with two routes of complaint, to a guardian."""
    lines = (
        line("home", Outcome.GRANTED, language, extent="3.5", fee=Fee(0)),
        line(
            "help",
            Outcome.PARTLY,
            language,
            extent="2",
            applied="4",
            rule="hol § 3-2 nr. 6 b",
            fee=Fee(24500, FeeUnit.MONTH),
            reason="Du klarer å lage frokost og kveldsmat selv. Du trenger hjelp til rengjøring.",
        ),
        line(
            "flat",
            Outcome.REFUSED,
            language,
            rule="boligsosialloven § 5",
            route=LOCAL,
            reason="Boligen din kan tilpasses. Vi hjelper deg med søknad om det.",
        ),
    )
    to = head(language, kind=RecipientKind.GUARDIAN, name="Ola Vik", approved=True)
    return decision(language, lines, the_head=to)


def refused(language: Language) -> LetterContent:
    """One service, refused; the person's view could not be had."""
    one = line("companion", Outcome.REFUSED, language, rule="hol § 3-2 nr. 6 b")
    return decision(language, (one,), own_view="")


def dismissed(language: Language) -> LetterContent:
    """One service, dismissed on form."""
    return decision(language, (line("companion", Outcome.DISMISSED, language),))


def ended(language: Language, reason: EndReason = EndReason.WITHDRAWN) -> LetterContent:
    """A case closed, with the caseworker's explanation."""
    return build_ended(
        Ended(
            head=head(language),
            reason=reason,
            on=dt.date(2026, 11, 20),
            services=(NAMES["home"][language], NAMES["alarm"][language]),
            explanation="Vi snakket om dette på telefon 19. november 2026.",
            referred_to="NAV Drammen" if reason is EndReason.REFERRED else "",
            route=PBRL if reason is EndReason.WITHOUT_DECISION else None,
        )
    )


def claim_answer(language: Language, claimed: Claimed, *, granted: bool = True) -> LetterContent:
    """A claim of one's rights, granted or refused; of no case."""
    routes = {
        Claimed.ACCESS: (ClaimRoute(STATE, "pbrl §§ 7-2 og 7-5", 4),),
        Claimed.CORRECTION: (ClaimRoute(STATE, "hpl § 42"),),
    }
    return build_claim_answer(
        ClaimAnswer(
            head=replace(head(language), reference="", signatures=()),
            claimed=claimed,
            granted=granted,
            received_on=RECEIVED,
            reason="" if granted else "Det du ba om, står ikke hos oss.",
            to="deg selv",
            how="Hentes på servicetorget mot legitimasjon.",
            field="family_name",
            laws=law_of(claimed, on=TODAY).laws,
            authority=AUTHORITY,
            routes=routes.get(claimed, ()),
        )
    )


# Approved copies: one for each kind of letter, and for each way it can turn out.
SAMPLES: Mapping[str, Callable[[Language], LetterContent]] = {
    "receipt": receipt,
    "receipt-message": partial(receipt, subject=Subject.MESSAGE),
    "preliminary_reply": preliminary_reply,
    "missing_information": partial(asking, kind=LetterKind.MISSING_INFORMATION),
    "advance_notice": partial(asking, kind=LetterKind.ADVANCE_NOTICE),
    "decision": granted,
    "decision-changed": changed,
    "decision-mixed": mixed,
    "decision-refused": refused,
    "decision-dismissed": dismissed,
    "ended": ended,
    **{
        f"ended-{reason.lower()}": partial(ended, reason=reason)
        for reason in EndReason
        if reason is not EndReason.WITHDRAWN
    },
    **{
        f"claim_answer-{claimed.lower()}{'' if granted else '_refused'}": partial(
            claim_answer, claimed=claimed, granted=granted
        )
        for claimed in Claimed
        for granted in (True, False)
    },
}
