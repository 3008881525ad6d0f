"""Letters in English."""

from typing import Final

from notifications.words.phrases import Phrases

WORDS: Final = Phrases(
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    date="{day} {month} {year}",
    and_="and",
    on="Date",
    case="Case",
    caseworker="Caseworker",
    running="Case {reference}",
    page=("Page", "of"),
    phone="Telephone {phone}",
    greeting="Kind regards",
    note="This letter has been approved electronically and therefore bears no signature.",
    acts={
        "hol": "Health and Care Services Act (helse- og omsorgstjenesteloven)",
        "pbrl": "Patients' and Users' Rights Act (pasient- og brukerrettighetsloven)",
        "fvl": "Public Administration Act (forvaltningsloven)",
        "hpl": "Health Personnel Act (helsepersonelloven)",
        "pjl": "Patient Records Act (pasientjournalloven)",
        "pvf": "General Data Protection Regulation (personvernforordningen)",
        "boligsosialloven": "Social Housing Act (boligsosialloven)",
        "egenandelsforskriften": "Regulation on User Fees (egenandelsforskriften)",
    },
    letter="letter",
    why_you={
        "GUARDIAN": "You receive this letter because you are the guardian of {person}. "
        "“You” in the letter is {person}.",
        "AGENT": "You receive this letter because you act on behalf of {person}. "
        "“You” in the letter is {person}.",
        "PARENT": "You receive this letter because you have parental responsibility for {person}. "
        "“You” in the letter is {person}.",
        "CARER": "This letter is about the care you give {person}.",
    },
    subjects={
        "APPLICATION": "your application",
        "MESSAGE": "the message about you",
        "ENQUIRY": "your enquiry",
    },
    signer_roles={
        "OFFICER": "Caseworker",
        "DECIDER": "Decision officer",
        "APPROVER": "Approver",
        "COORDINATOR": "Pathway coordinator",
    },
    contact_heading="Do you have questions?",
    contact_phone="Call {unit} on {phone}. Please give case number {reference}.",
    contact_post="Write to {unit}, {address}. Please give case number {reference}.",
    contact_phone_only="Call {unit} on {phone}.",
    contact_post_only="Write to {unit}, {address}.",
    rules_heading="Rules we have used",
    rules_grounds="{law} (on giving reasons for the decision)",
    receipt_titles={
        "APPLICATION": "We have received your application",
        "MESSAGE": "We have been told that you may need help",
        "ENQUIRY": "We have received your enquiry",
    },
    receipt_leads={
        "APPLICATION": "We received your application on {date}.",
        "MESSAGE": "We received the message on {date}.",
        "ENQUIRY": "We received your enquiry on {date}.",
    },
    receipt_what_heading="What it is about",
    receipt_columns=("Service", "Case"),
    receipt_next_heading="What happens now?",
    receipt_the_case="the case",
    receipt_this_case="case {reference}",
    receipt_unit="{unit} is responsible for {case}.",
    receipt_officer=" Your caseworker is {officer}.",
    receipt_talk="We will contact you to talk about what matters to you, "
    "and what you need help with.",
    receipt_message="A message is not an application. We will ask what you want yourself.",
    receipt_reply="You will get an answer in writing. If we have not finished by {date}, we will "
    "write to tell you why it takes time, and when you can expect an answer.",
    receipt_rights_heading="Your rights",
    receipt_rights=(
        "You may bring someone you trust, or let someone act on your behalf ({agent}).",
        "You may see the documents in the case ({access}).",
        "If you need an interpreter, we will arrange it.",
        "Tell us if something changes. You may withdraw the application whenever you want.",
    ),
    preliminary_titles={
        "APPLICATION": "We need more time for your application",
        "MESSAGE": "We need more time for the message about you",
        "ENQUIRY": "We need more time for your enquiry",
    },
    preliminary_lead="We received {subject} on {date}. We have not finished yet.",
    preliminary_services="It is about {services}.",
    preliminary_why_heading="Why it takes time",
    preliminary_when_heading="When you will get an answer",
    preliminary_when="We expect to answer you by {date}.",
    preliminary_when_unknown="We cannot say now when you will get an answer. "
    "We will write to you again as soon as we know.",
    preliminary_urgent_heading="Do you need help before that?",
    preliminary_urgent="Call us if something has changed, or if you cannot wait for the answer.",
    asking_titles={
        "MISSING_INFORMATION": "We need more information from you",
        "ADVANCE_NOTICE": "Tell us what you think before we decide",
    },
    asking_leads={
        "MISSING_INFORMATION": "We are working on your case, but do not know enough to decide it.",
        "ADVANCE_NOTICE": "This is an advance notice. We have not decided anything yet.",
    },
    asking_what_headings={
        "MISSING_INFORMATION": "What is missing",
        "ADVANCE_NOTICE": "What we are considering",
    },
    asking_why_headings={
        "MISSING_INFORMATION": "Why we need it",
        "ADVANCE_NOTICE": "What we build on",
    },
    asking_answer_headings={
        "MISSING_INFORMATION": "Answer by {date}",
        "ADVANCE_NOTICE": "You may comment by {date}",
    },
    asking_answers={
        "MISSING_INFORMATION": (
            "Call us if you would like help to answer, or need more time.",
            "If we do not hear from you by {date}, we may decide the case on what we know.",
        ),
        "ADVANCE_NOTICE": (
            (
                "You have the right to say what you think, and to correct what is wrong. "
                "You may write to us, or call. Then we write down what you say."
            ),
            "You may see the documents in the case ({access}).",
            (
                "Call us if you need more time. "
                "If we do not hear from you by {date}, we may decide "
                "the case on what we know."
            ),
        ),
    },
    gets="You will get {services}",
    gets_part="You will get part of the {services} you applied for",
    gets_and_not="You will get {gets}, but not {lacks}",
    gets_not="You will not get {services}",
    gets_some="You will get some of what you applied for",
    gets_many="You will get {count} services from the municipality",
    gets_none="You will not get the services you applied for",
    dismisses="We cannot consider your application for {services}",
    applied="We received your application on {date}. You applied for {services}.",
    reassessed="We have assessed your services again.",
    given_orally="The help could not wait. On {date} at {clock} we decided that you should have it"
    " at once. This letter is the decision in writing.",
    told_orally="{told} was told orally on {date} at {clock}.",
    you_told_orally="You were told orally on {date} at {clock}.",
    get_heading="What you will get",
    get_columns=("Service", "Extent", "From", "To"),
    open_ended="Until further notice",
    partly="You applied for {applied} of the service {service}. You get less than you applied for.",
    changed="You now get {now}. Before, you had {before}.",
    as_before="You still get {now}, the same as before.",
    not_heading="What you will not get",
    dismissed_heading="What we do not consider",
    dismissed="We have not decided whether you have a right to the service.",
    next_heading="What happens now?",
    provider_ordered="{provider} has been told to give you {service}.",
    provider="{provider} will contact you about {service} before the service starts.",
    provider_continues="{provider} continues to give you {service}.",
    provider_changes="{provider} still gives you {service},"
    " and will contact you about what changes.",
    provider_takes_over="{provider} will contact you before they take over {service}.",
    why_heading="Why we have decided this",
    built_heading="What we build on",
    own_view="How you see it yourself:",
    no_own_view="We do not know what you think yourself. The reason is: {reason}",
    no_view_of_proposal="We do not know what you think of the proposal. The reason is: {reason}",
    goal_heading="Goal and evaluation",
    goal="The goal is: {goal}",
    evaluation="By {date} at the latest we will look together with you at whether the help is "
    "right.",
    fee_heading="What it costs, and conditions",
    fee_line="{service}: {fee}",
    condition="Condition: {condition}",
    free="The service is free. You pay 0 kroner.",
    fee="You pay {amount} kroner {per}.",
    fee_units={
        "DAY": "per day and night",
        "VISIT": "for each day or night stay",
        "MONTH": "a month",
        "HOUR": "an hour",
        "MEAL": "per meal",
    },
    income_share="You pay part of your income. You will get a letter of its own about how much.",
    complain_heading="How to complain",
    complain_for="About {services}",
    complain_route="You may complain to {body}. The deadline is {weeks} weeks from the day you "
    "received this letter ({law}).",
    complain_all="For every complaint",
    complain_how="Send the complaint to us: {address}. Write which decision you complain about, "
    "what you want changed, and why. Remember to sign.",
    complain_then="We will look at the case again. If we do not change the decision, we pass the "
    "complaint on.",
    complain_help="Call us if you want help. You may tell us what you think. "
    "Then we write the complaint, and you sign it.",
    complain_ombud="The Patient and User Ombud (Pasient- og brukerombudet) gives free advice.",
    rights_heading="More rights",
    rights=(
        "You may see the documents in the case ({access}).",
        (
            "You may ask that the decision does not take effect until the complaint is settled "
            "({postpone})."
        ),
        (
            "If the decision is changed in your favour, you may have necessary costs covered. "
            "You must claim them within three weeks after you learned of the change ({costs})."
        ),
        "In some cases you may have a right to free legal aid. Ask us.",
    ),
    ended_titles={
        "WITHDRAWN": "You have withdrawn your application",
        "ANSWERED": "You have been given an answer, and we close the case",
        "NOT_APPLYING": "You do not wish to apply now",
        "REFERRED": "We have passed your case on",
        "WITHOUT_DECISION": "You will get {services} without a formal decision",
        "LAPSED": "We close your case",
        "COMPLETED": "Your service has ended",
    },
    ended_leads={
        "WITHDRAWN": "On {date} you told us that you withdraw the application for {services}. "
        "We have closed the case.",
        "ANSWERED": "We have given you an answer and guidance. We closed the case on {date}.",
        "NOT_APPLYING": "We have talked with you about {services}. You do not wish to apply now. "
        "We closed the case on {date}.",
        "REFERRED": "On {date} we passed the case on to {where}. They will contact you.",
        "WITHOUT_DECISION": "We can give you this help without a formal decision. On {date} we "
        "closed the application for {services}.",
        "LAPSED": "On {date} we closed the case about {services}.",
        "COMPLETED": "{services} ended on {date}.",
    },
    ended_why_heading="What has happened",
    ended_again_heading="Do you need help later?",
    ended_again="You may apply again whenever you want. Call us, and we will help you.",
    ended_disagree="If you do not agree that the case is closed, please contact us.",
    ended_complain="If you think you do not get the help you have a right to, you may complain to "
    "{body} within {weeks} weeks ({law}). Send the complaint to us.",
    claim_titles={
        "ACCESS_GRANTED": "You may see what we hold about you",
        "ACCESS_REFUSED": "You may not see what you asked for",
        "CORRECTION_GRANTED": "We have corrected what was wrong",
        "CORRECTION_REFUSED": "We do not correct what you asked us to",
        "BLOCK_GRANTED": "We have blocked the information about you",
        "BLOCK_REFUSED": "We do not block the information about you",
        "UNBLOCK_GRANTED": "The block has been lifted",
        "UNBLOCK_REFUSED": "We do not lift the block",
    },
    claim_leads={
        "ACCESS": "We received the request for access on {date}.",
        "CORRECTION": "We received the request for correction on {date}.",
        "BLOCK": "We received the request for a block on {date}.",
        "UNBLOCK": "We received the request to lift the block on {date}.",
    },
    claim_what_heading="What this means",
    claim_means={
        "ACCESS": (
            (
                "You get all that we have written about you, letters and papers, and a list of who "
                "has seen it."
            ),
            "It is given to {to}. {how}",
            "What concerns others than you may have been taken out.",
        ),
        "CORRECTION": (
            "We have corrected {what}.",
            "What stood there before is not deleted. It is shown as corrected.",
        ),
        "BLOCK": (
            "Those who do not work with one of your cases see only name and identity number.",
            "Those who have your case see it as before. Those who help you see what they need.",
            "Whoever controls our work sees the cases and who has read them.",
            (
                "If life or health is in danger, other staff may read for some hours. They must "
                "write why, and their leader looks into whether it was right."
            ),
            "Nothing has been deleted. You may ask us to lift the block whenever you want.",
        ),
        "UNBLOCK": (
            "Those who need it in their work can see the information again.",
            "You may ask for a new block whenever you want.",
        ),
    },
    claim_journal=(
        "What is right has been written into your record.",
        "What stood there before is not deleted.",
    ),
    claim_fields={
        "given_name": "your first name",
        "family_name": "your family name",
        "born_on": "your date of birth",
        "address": "your address",
        "postal": "your postcode and town",
        "phone": "your telephone number",
        "email": "your e-mail address",
        "doctor": "who your general practitioner is",
    },
    claim_why_heading="Why",
    claim_kept="The request and our answer have been written into your record.",
    claim_authority="You may complain to the Data Protection Authority (Datatilsynet), or bring "
    "the matter before a court ({law}).",
    claim_body="You may also complain to {body} within {weeks} weeks of receiving this letter "
    "({law}). Send that complaint to us.",
    claim_body_journal="If it concerns your record, you may also complain to {body} ({law}). "
    "Send that complaint to us.",
)
