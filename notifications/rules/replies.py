"""Builds the letters around a decision: receipt, preliminary reply, questions, a case's end."""

from notifications.legal import Law
from notifications.letters import LetterKind
from notifications.rules.content import Bullets, LetterContent, Paragraph, Section, Table
from notifications.rules.frame import contact, framed, rules_used
from notifications.rules.inputs import (
    Asking,
    Ended,
    EndReason,
    PreliminaryReply,
    Receipt,
    Subject,
)
from notifications.rules.language import (
    cited_all,
    in_force,
    in_sentence,
    long_date,
    services,
    spelled_out,
)
from notifications.words import PHRASES, Phrases


def build_receipt(receipt: Receipt) -> LetterContent:
    """What we got, when, who has it now, and when an answer can be expected."""
    head = receipt.head
    words = PHRASES[head.language]
    day = long_date(receipt.received_on, head.language)
    laws = cited_all(head.on, head.language)
    asked = Section(
        words.receipt_what_heading,
        (
            Table(
                words.receipt_columns,
                tuple((row.service, row.reference) for row in receipt.asked_for),
            ),
        ),
    )
    happens = (
        *_handlers(receipt, words),
        words.receipt_message if receipt.subject is Subject.MESSAGE else "",
        words.receipt_talk,
        words.receipt_reply.format(date=long_date(receipt.reply_by, head.language)),
    )
    return framed(
        LetterKind.RECEIPT,
        head,
        title=words.receipt_titles[receipt.subject],
        lead=(words.receipt_leads[receipt.subject].format(date=day),),
        sections=(
            asked if receipt.asked_for else None,
            Section(
                words.receipt_next_heading, (Bullets(tuple(text for text in happens if text)),)
            ),
            Section(
                words.receipt_rights_heading,
                (Bullets(tuple(text.format(**laws) for text in words.receipt_rights)),),
            ),
            contact(head),
        ),
    )


def _handlers(receipt: Receipt, words: Phrases) -> list[str]:
    """Who has the case; of several, who has each."""
    several = len(receipt.handlers) > 1
    return [
        words.receipt_unit.format(
            unit=one.unit,
            case=words.receipt_this_case.format(reference=one.reference)
            if several
            else words.receipt_the_case,
        )
        + (words.receipt_officer.format(officer=one.officer) if one.officer else "")
        for one in receipt.handlers
    ]


def build_preliminary_reply(reply: PreliminaryReply) -> LetterContent:
    """Why it takes more than a month, and when an answer can be expected if that can be said."""
    head = reply.head
    words = PHRASES[head.language]
    day = long_date(reply.received_on, head.language)
    lead = words.preliminary_lead.format(subject=words.subjects[reply.subject], date=day)
    if reply.services:
        named = services(reply.services, head.language)
        lead += " " + words.preliminary_services.format(services=named)
    when = words.preliminary_when_unknown
    if reply.expected_on:
        expected = long_date(reply.expected_on, head.language)
        when = words.preliminary_when.format(date=expected)
    return framed(
        LetterKind.PRELIMINARY_REPLY,
        head,
        title=words.preliminary_titles[reply.subject],
        lead=(lead,),
        sections=(
            Section(words.preliminary_why_heading, (Paragraph(reply.why),)),
            Section(words.preliminary_when_heading, (Paragraph(when),)),
            Section(words.preliminary_urgent_heading, (Paragraph(words.preliminary_urgent),)),
            contact(head),
            rules_used(head.language, [in_force(Law.PRELIMINARY_REPLY, head.on)]),
        ),
    )


RESTS_ON = {
    LetterKind.MISSING_INFORMATION: (Law.GUIDANCE, Law.ENOUGH_KNOWN),
    LetterKind.ADVANCE_NOTICE: (Law.ADVANCE_NOTICE,),
}


def build_asking(asking: Asking) -> LetterContent:
    """What is asked for or considered, why, and by which day the party may answer."""
    head, kind = asking.head, asking.kind
    words = PHRASES[head.language]
    place = {
        "date": long_date(asking.answer_by, head.language),
        **cited_all(head.on, head.language),
    }
    lead = words.asking_leads[kind]
    if asking.services:
        named = services(asking.services, head.language)
        lead += " " + words.preliminary_services.format(services=named)
    answers = tuple(Paragraph(text.format(**place)) for text in words.asking_answers[kind])
    return framed(
        kind,
        head,
        title=words.asking_titles[kind],
        lead=(lead,),
        sections=(
            Section(words.asking_what_headings[kind], (Paragraph(asking.what),)),
            Section(words.asking_why_headings[kind], (Paragraph(asking.why),)),
            Section(words.asking_answer_headings[kind].format(**place), answers),
            contact(head),
            rules_used(head.language, [in_force(law, head.on) for law in RESTS_ON[kind]]),
        ),
    )


def build_ended(ended: Ended) -> LetterContent:
    """That a case is closed, why, and what one can do."""
    head = ended.head
    words = PHRASES[head.language]
    named = services(ended.services, head.language)
    starts = ended.reason is EndReason.COMPLETED
    place = {
        "services": named[:1].upper() + named[1:] if starts else named,
        "date": long_date(ended.on, head.language),
        "where": ended.referred_to,
    }
    again = [words.ended_again, words.ended_disagree]
    if ended.route:
        again[1] = words.ended_complain.format(
            body=ended.route.body,
            weeks=ended.route.weeks,
            law=spelled_out(ended.route.law, head.language),
        )
    why = Section(words.ended_why_heading, (Paragraph(ended.explanation),))
    return framed(
        LetterKind.ENDED,
        head,
        title=words.ended_titles[ended.reason].format(services=in_sentence(named), where=""),
        lead=(words.ended_leads[ended.reason].format(**place),),
        sections=(
            why if ended.explanation else None,
            Section(words.ended_again_heading, tuple(Paragraph(text) for text in again)),
            contact(head),
        ),
    )
