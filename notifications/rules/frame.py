"""What all letters share: sender, addressee, the facts beside the address, contact, signatures."""

from notifications.letters import Language, LetterKind, RecipientKind
from notifications.rules.content import Bullets, LetterContent, Paragraph, Section, Signer
from notifications.rules.inputs import Head, SignerRole
from notifications.rules.language import long_date, spelled_out
from notifications.words import PHRASES


def framed(
    kind: LetterKind,
    head: Head,
    *,
    title: str,
    lead: tuple[str, ...],
    sections: tuple[Section | None, ...],
) -> LetterContent:
    """The letter with its frame; sections that have nothing to say are left out."""
    words = PHRASES[head.language]
    facts = [(words.on, long_date(head.on, head.language))]
    if head.reference:
        facts.append((words.case, head.reference))
    officers = [s.name for s in head.signatures if s.role is not SignerRole.APPROVER]
    if officers:
        facts.append((words.caseworker, officers[0]))
    return LetterContent(
        kind=kind,
        language=head.language,
        title=title,
        reference=head.reference,
        on=head.on,
        sender=head.sender,
        recipient=head.recipient,
        facts=tuple(facts),
        sections=tuple(section for section in sections if section),
        greeting=words.greeting,
        signers=tuple(Signer(s.name, words.signer_roles[s.role]) for s in head.signatures)
        or (Signer(head.sender.unit, head.sender.municipality),),
        note=words.note,
        running=words.running.format(reference=head.reference) if head.reference else title,
        page=words.page,
        lead=tuple(text for text in lead if text),
        notice=_notice(head),
        footer=" · ".join(_reach(head)),
    )


def contact(head: Head) -> Section:
    """Whom to ask, and how."""
    words = PHRASES[head.language]
    place = {
        "unit": head.sender.unit,
        "phone": head.sender.phone,
        "address": ", ".join(head.sender.address),
        "reference": head.reference,
    }
    line = words.contact_phone if head.sender.phone else words.contact_post
    if not head.reference:
        line = words.contact_phone_only if head.sender.phone else words.contact_post_only
    return Section(words.contact_heading, (Paragraph(line.format(**place)),))


def rules_used(language: Language, citations: list[str]) -> Section:
    """The law behind the letter, spelled out."""
    spelled = tuple(spelled_out(citation, language) for citation in citations)
    return Section(PHRASES[language].rules_heading, (Bullets(spelled),))


def _notice(head: Head) -> str:
    if head.recipient_kind is RecipientKind.PERSON:
        return ""
    return PHRASES[head.language].why_you[head.recipient_kind].format(person=head.person)


def _reach(head: Head) -> list[str]:
    phone = (
        PHRASES[head.language].phone.format(phone=head.sender.phone) if head.sender.phone else ""
    )
    return [part for part in (head.sender.unit, *head.sender.address, phone) if part]
