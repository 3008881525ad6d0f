"""What every language must have words for. Braces are filled by the builders in `rules`."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The fixed words of all letters in one language."""

    # Common to all letters
    months: tuple[str, ...]
    date: str  # {day} {month} {year}
    and_: str
    on: str
    case: str
    caseworker: str
    running: str  # {reference}
    page: tuple[str, str]
    phone: str  # {phone}
    greeting: str
    note: str
    acts: Mapping[str, str]  # short name → the act's name in this language
    letter: str  # "bokstav": § 3-2 nr. 6 bokstav a
    why_you: Mapping[str, str]  # RecipientKind → why somebody else gets it; {person}
    subjects: Mapping[str, str]  # Subject → "søknaden din"
    signer_roles: Mapping[str, str]  # SignerRole → "Saksbehandler"
    contact_heading: str
    contact_phone: str  # {unit} {phone} {reference}
    contact_post: str  # {unit} {address} {reference}
    contact_phone_only: str  # {unit} {phone}: of no case
    contact_post_only: str  # {unit} {address}
    rules_heading: str
    rules_grounds: str

    # Bekreftelse på mottatt søknad eller melding
    receipt_titles: Mapping[str, str]  # Subject
    receipt_leads: Mapping[str, str]  # Subject; {date}
    receipt_what_heading: str
    receipt_columns: tuple[str, str]
    receipt_next_heading: str
    receipt_the_case: str
    receipt_this_case: str  # {reference}
    receipt_unit: str  # {unit} {case}
    receipt_officer: str  # {officer}; after the unit
    receipt_talk: str
    receipt_message: str
    receipt_reply: str  # {date}
    receipt_rights_heading: str
    receipt_rights: tuple[str, ...]  # {agent} {access}: references

    # Foreløpig svar
    preliminary_titles: Mapping[str, str]  # Subject
    preliminary_lead: str  # {subject} {date}
    preliminary_services: str  # {services}
    preliminary_why_heading: str
    preliminary_when_heading: str
    preliminary_when: str  # {date}
    preliminary_when_unknown: str
    preliminary_urgent_heading: str
    preliminary_urgent: str

    # Mangelbrev og forhåndsvarsel: each by LetterKind
    asking_titles: Mapping[str, str]
    asking_leads: Mapping[str, str]
    asking_what_headings: Mapping[str, str]
    asking_why_headings: Mapping[str, str]
    asking_answer_headings: Mapping[str, str]  # {date}
    asking_answers: Mapping[str, tuple[str, ...]]  # {date} {access}

    # Vedtak
    gets: str  # {services}
    gets_part: str  # {services}
    gets_and_not: str  # {gets} {lacks}
    gets_not: str  # {services}
    gets_some: str
    gets_many: str  # {count}
    gets_none: str
    dismisses: str  # {services}
    applied: str  # {date} {services}
    reassessed: str
    given_orally: str  # {date} {clock}
    told_orally: str  # {told} {date} {clock}
    you_told_orally: str  # {date} {clock}: told the reader
    get_heading: str
    get_columns: tuple[str, str, str, str]
    open_ended: str
    partly: str  # {service} {applied}
    changed: str  # {now} {before}
    as_before: str  # {now}
    not_heading: str
    dismissed_heading: str
    dismissed: str
    next_heading: str
    provider: str  # {provider} {service}
    provider_ordered: str  # {provider} {service}
    provider_continues: str  # {provider} {service}: as before
    provider_changes: str  # {provider} {service}: otherwise than before
    provider_takes_over: str  # {provider} {service}: another gave it before
    why_heading: str
    built_heading: str
    own_view: str
    no_own_view: str  # {reason}
    no_view_of_proposal: str  # {reason}
    goal_heading: str
    goal: str  # {goal}
    evaluation: str  # {date}
    fee_heading: str
    fee_line: str  # {service} {fee}
    condition: str  # {condition}
    free: str
    fee: str  # {amount} {per}
    fee_units: Mapping[str, str]  # FeeUnit
    income_share: str
    complain_heading: str
    complain_for: str  # {services}
    complain_route: str  # {body} {weeks} {law}
    complain_all: str
    complain_how: str  # {address}
    complain_then: str
    complain_help: str
    complain_ombud: str
    rights_heading: str
    rights: tuple[str, ...]  # {access} {postpone} {costs}: references

    # Saken er avsluttet
    ended_titles: Mapping[str, str]  # EndReason; {services} {where}
    ended_leads: Mapping[str, str]  # EndReason; {services} {date} {where}
    ended_why_heading: str
    ended_again_heading: str
    ended_again: str
    ended_disagree: str
    ended_complain: str  # {body} {weeks} {law}

    # Svar på krav om innsyn, retting eller sperring
    claim_titles: Mapping[str, str]  # Claimed and how it was answered, "ACCESS_GRANTED"
    claim_leads: Mapping[str, str]  # Claimed; {date}
    claim_what_heading: str
    claim_means: Mapping[str, tuple[str, ...]]  # Claimed, where it was granted; {to} {how} {what}
    claim_journal: tuple[str, ...]  # a correction of the journal, granted
    claim_fields: Mapping[str, str]  # of the register → "fornavnet ditt"
    claim_why_heading: str
    claim_kept: str  # a correction that was refused
    claim_authority: str  # {law}
    claim_body: str  # {body} {weeks} {law}
    claim_body_journal: str  # {body} {law}
