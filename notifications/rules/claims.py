"""Builds the answer to a claim of one's rights: what it came to, why, and where to complain."""

from notifications.letters import LetterKind
from notifications.rules.content import Bullets, LetterContent, Paragraph, Section
from notifications.rules.frame import contact, framed, rules_used
from notifications.rules.inputs import ClaimAnswer, Claimed, ClaimRoute
from notifications.rules.language import long_date, spelled_out
from notifications.words import PHRASES


def build_claim_answer(answer: ClaimAnswer) -> LetterContent:
    """Granted: what it means. Refused: why, and the right to complain (GDPR art. 12 no. 4)."""
    head = answer.head
    words = PHRASES[head.language]
    outcome = "GRANTED" if answer.granted else "REFUSED"
    day = long_date(answer.received_on, head.language)
    kept = answer.claimed is Claimed.CORRECTION and not answer.granted
    why = (answer.reason, words.claim_kept if kept else "")
    said = tuple(Paragraph(text) for text in why if text)
    means = Section(words.claim_what_heading, (Bullets(_means(answer)),))
    return framed(
        LetterKind.CLAIM_ANSWER,
        head,
        title=words.claim_titles[f"{answer.claimed}_{outcome}"],
        lead=(words.claim_leads[answer.claimed].format(date=day),),
        sections=(
            means if answer.granted else None,
            Section(words.claim_why_heading, said) if said else None,
            None if answer.granted else _complaint(answer),
            contact(head),
            rules_used(head.language, list(answer.laws)),
        ),
    )


def _means(answer: ClaimAnswer) -> tuple[str, ...]:
    words = PHRASES[answer.head.language]
    if answer.claimed is Claimed.CORRECTION and not answer.field:
        return words.claim_journal
    place = {
        "to": answer.to,
        "how": f"{answer.how.rstrip('.')}." if answer.how else "",
        "what": words.claim_fields.get(answer.field, ""),
    }
    return tuple(text.format(**place) for text in words.claim_means[answer.claimed])


def _complaint(answer: ClaimAnswer) -> Section:
    language = answer.head.language
    words = PHRASES[language]
    texts = [words.claim_authority.format(law=spelled_out(answer.authority, language))]
    texts += [_route(one, answer) for one in answer.routes]
    return Section(words.complain_heading, tuple(Paragraph(text) for text in texts))


def _route(route: ClaimRoute, answer: ClaimAnswer) -> str:
    words = PHRASES[answer.head.language]
    law = spelled_out(route.law, answer.head.language)
    if route.weeks is None:
        return words.claim_body_journal.format(body=route.body, law=law)
    return words.claim_body.format(body=route.body, weeks=route.weeks, law=law)
