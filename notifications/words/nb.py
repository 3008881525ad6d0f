"""Letters in bokmål."""

from typing import Final

from notifications.words.phrases import Phrases

WORDS: Final = Phrases(
    months=(
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ),
    date="{day}. {month} {year}",
    and_="og",
    on="Dato",
    case="Sak",
    caseworker="Saksbehandler",
    running="Sak {reference}",
    page=("Side", "av"),
    phone="Telefon {phone}",
    greeting="Vennlig hilsen",
    note="Brevet er godkjent elektronisk og har derfor ingen underskrift.",
    acts={
        "hol": "helse- og omsorgstjenesteloven",
        "pbrl": "pasient- og brukerrettighetsloven",
        "fvl": "forvaltningsloven",
        "hpl": "helsepersonelloven",
        "pjl": "pasientjournalloven",
        "pvf": "personvernforordningen",
        "boligsosialloven": "boligsosialloven",
        "egenandelsforskriften": "egenandelsforskriften",
    },
    letter="bokstav",
    why_you={
        "GUARDIAN": "Du får dette brevet fordi du er verge for {person}. "
        "«Du» i brevet er {person}.",
        "AGENT": "Du får dette brevet fordi du er fullmektig for {person}. "
        "«Du» i brevet er {person}.",
        "PARENT": "Du får dette brevet fordi du har foreldreansvar for {person}. "
        "«Du» i brevet er {person}.",
        "CARER": "Brevet gjelder omsorgen du gir {person}.",
    },
    subjects={
        "APPLICATION": "søknaden din",
        "MESSAGE": "meldingen om deg",
        "ENQUIRY": "henvendelsen din",
    },
    signer_roles={
        "OFFICER": "Saksbehandler",
        "DECIDER": "Vedtaksansvarlig",
        "APPROVER": "Godkjenner",
        "COORDINATOR": "Forløpskoordinator",
    },
    contact_heading="Har du spørsmål?",
    contact_phone="Ring {unit} på telefon {phone}. Oppgi saksnummer {reference}.",
    contact_post="Skriv til {unit}, {address}. Oppgi saksnummer {reference}.",
    contact_phone_only="Ring {unit} på telefon {phone}.",
    contact_post_only="Skriv til {unit}, {address}.",
    rules_heading="Regler vi har brukt",
    rules_grounds="{law} (om at vedtaket skal begrunnes)",
    receipt_titles={
        "APPLICATION": "Vi har fått søknaden din",
        "MESSAGE": "Vi har fått en melding om at du kan trenge hjelp",
        "ENQUIRY": "Vi har fått henvendelsen din",
    },
    receipt_leads={
        "APPLICATION": "Vi fikk søknaden din {date}.",
        "MESSAGE": "Vi fikk meldingen {date}.",
        "ENQUIRY": "Vi fikk henvendelsen din {date}.",
    },
    receipt_what_heading="Dette gjelder det",
    receipt_columns=("Tjeneste", "Sak"),
    receipt_next_heading="Hva skjer nå?",
    receipt_the_case="saken",
    receipt_this_case="sak {reference}",
    receipt_unit="{unit} har ansvaret for {case}.",
    receipt_officer=" Saksbehandleren din er {officer}.",
    receipt_talk="Vi tar kontakt for å snakke med deg om hva som er viktig for deg, "
    "og hva du trenger hjelp til.",
    receipt_message="En melding er ikke en søknad. Vi hører med deg hva du selv ønsker.",
    receipt_reply="Du får skriftlig svar. Er vi ikke ferdige innen {date}, skriver vi til deg "
    "om hvorfor det tar tid, og når du kan vente svar.",
    receipt_rights_heading="Dette har du rett til",
    receipt_rights=(
        "Du kan ha med deg en du stoler på, eller la en fullmektig hjelpe deg ({agent}).",
        "Du kan få se dokumentene i saken ({access}).",
        "Trenger du tolk, ordner vi det.",
        "Si fra til oss hvis noe endrer seg. Du kan trekke søknaden når du vil.",
    ),
    preliminary_titles={
        "APPLICATION": "Vi trenger mer tid til søknaden din",
        "MESSAGE": "Vi trenger mer tid til meldingen om deg",
        "ENQUIRY": "Vi trenger mer tid til henvendelsen din",
    },
    preliminary_lead="Vi fikk {subject} {date}. Vi er ikke ferdige med den ennå.",
    preliminary_services="Det gjelder {services}.",
    preliminary_why_heading="Hvorfor det tar tid",
    preliminary_when_heading="Når du får svar",
    preliminary_when="Vi regner med å svare deg innen {date}.",
    preliminary_when_unknown="Vi kan ikke si nå når du får svar. "
    "Vi skriver til deg igjen så snart vi vet det.",
    preliminary_urgent_heading="Trenger du hjelp før det?",
    preliminary_urgent="Ring oss hvis noe har endret seg, eller hvis du ikke kan vente på svaret.",
    asking_titles={
        "MISSING_INFORMATION": "Vi trenger flere opplysninger fra deg",
        "ADVANCE_NOTICE": "Si hva du mener, før vi bestemmer oss",
    },
    asking_leads={
        "MISSING_INFORMATION": "Vi arbeider med saken din, men vet ikke nok til å avgjøre den.",
        "ADVANCE_NOTICE": "Dette er et forhåndsvarsel. Vi har ikke bestemt noe ennå.",
    },
    asking_what_headings={
        "MISSING_INFORMATION": "Dette mangler",
        "ADVANCE_NOTICE": "Dette vurderer vi",
    },
    asking_why_headings={
        "MISSING_INFORMATION": "Hvorfor vi trenger det",
        "ADVANCE_NOTICE": "Dette bygger vi på",
    },
    asking_answer_headings={
        "MISSING_INFORMATION": "Svar innen {date}",
        "ADVANCE_NOTICE": "Du kan uttale deg innen {date}",
    },
    asking_answers={
        "MISSING_INFORMATION": (
            "Ring oss hvis du vil ha hjelp til å svare, eller trenger mer tid.",
            "Får vi ikke svar innen {date}, kan vi avgjøre saken ut fra det vi vet.",
        ),
        "ADVANCE_NOTICE": (
            (
                "Du har rett til å si hva du mener, og til å rette det som er feil. "
                "Du kan skrive til oss, eller ringe. Da skriver vi ned det du sier."
            ),
            "Du kan få se dokumentene i saken ({access}).",
            (
                "Ring oss hvis du trenger mer tid. "
                "Hører vi ikke fra deg innen {date}, kan vi avgjøre "
                "saken ut fra det vi vet."
            ),
        ),
    },
    gets="Du får {services}",
    gets_part="Du får en del av {services} du har søkt om",
    gets_and_not="Du får {gets}, men ikke {lacks}",
    gets_not="Du får ikke {services}",
    gets_some="Du får noe av det du har søkt om",
    gets_many="Du får {count} tjenester fra kommunen",
    gets_none="Du får ikke tjenestene du har søkt om",
    dismisses="Vi kan ikke behandle søknaden din om {services}",
    applied="Vi fikk søknaden din {date}. Du søkte om {services}.",
    reassessed="Vi har vurdert tjenestene dine på nytt.",
    given_orally="Hjelpen kunne ikke vente. Den {date} kl. {clock} bestemte vi at du skulle få den"
    " med en gang. Dette brevet er det skriftlige vedtaket.",
    told_orally="{told} fikk beskjed muntlig {date} kl. {clock}.",
    you_told_orally="Du fikk beskjed muntlig {date} kl. {clock}.",
    get_heading="Dette får du",
    get_columns=("Tjeneste", "Omfang", "Fra", "Til"),
    open_ended="Inntil videre",
    partly="Du søkte om {applied} av tjenesten {service}. Du får mindre enn du søkte om.",
    changed="Du får nå {now}. Tidligere hadde du {before}.",
    as_before="Du får fortsatt {now}, det samme som før.",
    not_heading="Dette får du ikke",
    dismissed_heading="Dette behandler vi ikke",
    dismissed="Vi har ikke tatt stilling til om du har rett til tjenesten.",
    next_heading="Hva skjer nå?",
    provider_ordered="{provider} har fått beskjed om å gi deg {service}.",
    provider="{provider} tar kontakt med deg om {service} før tjenesten starter.",
    provider_continues="{provider} fortsetter å gi deg {service}.",
    provider_changes="{provider} gir deg fortsatt {service},"
    " og tar kontakt med deg om det som blir endret.",
    provider_takes_over="{provider} tar kontakt med deg før de overtar {service}.",
    why_heading="Hvorfor vi har kommet fram til dette",
    built_heading="Dette bygger vi på",
    own_view="Slik ser du det selv:",
    no_own_view="Vi har ikke fått vite hva du selv mener. Grunnen er: {reason}",
    no_view_of_proposal="Vi har ikke fått vite hva du mener om forslaget. Grunnen er: {reason}",
    goal_heading="Mål og evaluering",
    goal="Målet er: {goal}",
    evaluation="Senest {date} ser vi sammen med deg på om hjelpen er riktig.",
    fee_heading="Hva det koster, og vilkår",
    fee_line="{service}: {fee}",
    condition="Vilkår: {condition}",
    free="Tjenesten er gratis. Du betaler 0 kroner.",
    fee="Du betaler {amount} kroner {per}.",
    fee_units={
        "DAY": "per døgn",
        "VISIT": "for hvert dag- eller nattopphold",
        "MONTH": "i måneden",
        "HOUR": "i timen",
        "MEAL": "per måltid",
    },
    income_share="Du betaler en del av inntekten din. Du får et eget brev om hvor mye.",
    complain_heading="Slik kan du klage",
    complain_for="Gjelder {services}",
    complain_route="Du kan klage til {body}. Fristen er {weeks} uker fra du fikk dette brevet "
    "({law}).",
    complain_all="Felles for klagen",
    complain_how="Send klagen til oss: {address}. Skriv hvilket vedtak du klager på, hva du vil "
    "ha endret, og hvorfor. Husk å skrive under.",
    complain_then="Vi ser på saken på nytt. Endrer vi ikke vedtaket, sender vi klagen videre.",
    complain_help="Ring oss hvis du vil ha hjelp. Du kan fortelle oss hva du mener. "
    "Da skriver vi klagen, og du skriver under.",
    complain_ombud="Pasient- og brukerombudet gir gratis råd om klage.",
    rights_heading="Flere rettigheter",
    rights=(
        "Du kan få se dokumentene i saken ({access}).",
        "Du kan be om at vedtaket ikke skal gjelde før klagen er avgjort ({postpone}).",
        (
            "Blir vedtaket endret til din fordel, kan du få dekket nødvendige utgifter til saken. "
            "Da må du kreve det innen tre uker etter at du fikk vite om endringen ({costs})."
        ),
        "I noen saker kan du ha rett til fri rettshjelp. Spør oss.",
    ),
    ended_titles={
        "WITHDRAWN": "Du har trukket søknaden din",
        "ANSWERED": "Du har fått svar, og vi avslutter saken",
        "NOT_APPLYING": "Du ønsker ikke å søke nå",
        "REFERRED": "Vi har sendt saken din videre",
        "WITHOUT_DECISION": "Du får {services} uten vedtak",
        "LAPSED": "Vi avslutter saken din",
        "COMPLETED": "Tjenesten din er avsluttet",
    },
    ended_leads={
        "WITHDRAWN": "Den {date} ga du beskjed om at du trekker søknaden om {services}. "
        "Vi har avsluttet saken.",
        "ANSWERED": "Vi har gitt deg svar og veiledning. Den {date} avsluttet vi saken.",
        "NOT_APPLYING": "Vi har snakket med deg om {services}. Du ønsker ikke å søke nå. "
        "Den {date} avsluttet vi saken.",
        "REFERRED": "Den {date} sendte vi saken videre til {where}. De tar kontakt med deg.",
        "WITHOUT_DECISION": "Denne hjelpen kan vi gi deg uten vedtak. Den {date} avsluttet vi "
        "søknaden om {services}.",
        "LAPSED": "Den {date} avsluttet vi saken om {services}.",
        "COMPLETED": "{services} ble avsluttet {date}.",
    },
    ended_why_heading="Hva som har skjedd",
    ended_again_heading="Trenger du hjelp senere?",
    ended_again="Du kan søke igjen når du vil. Ring oss, så hjelper vi deg.",
    ended_disagree="Er du uenig i at saken er avsluttet, så ta kontakt med oss.",
    ended_complain="Mener du at du ikke får den hjelpen du har rett til, kan du klage til {body} "
    "innen {weeks} uker ({law}). Send klagen til oss.",
    claim_titles={
        "ACCESS_GRANTED": "Du får se det vi har om deg",
        "ACCESS_REFUSED": "Du får ikke se det du ba om",
        "CORRECTION_GRANTED": "Vi har rettet det som var feil",
        "CORRECTION_REFUSED": "Vi retter ikke det du ba om",
        "BLOCK_GRANTED": "Vi har sperret opplysningene om deg",
        "BLOCK_REFUSED": "Vi sperrer ikke opplysningene om deg",
        "UNBLOCK_GRANTED": "Sperringen er opphevet",
        "UNBLOCK_REFUSED": "Vi opphever ikke sperringen",
    },
    claim_leads={
        "ACCESS": "Vi fikk kravet om innsyn {date}.",
        "CORRECTION": "Vi fikk kravet om retting {date}.",
        "BLOCK": "Vi fikk kravet om sperring {date}.",
        "UNBLOCK": "Vi fikk kravet om å oppheve sperringen {date}.",
    },
    claim_what_heading="Hva det betyr",
    claim_means={
        "ACCESS": (
            (
                "Du får alt vi har skrevet om deg, brev og papirer, og en liste over hvem som har "
                "sett det."
            ),
            "Det gis til {to}. {how}",
            "Det som gjelder andre enn deg, kan være tatt ut.",
        ),
        "CORRECTION": (
            "Vi har rettet {what}.",
            "Det som sto før, er ikke slettet. Det vises som rettet.",
        ),
        "BLOCK": (
            "De som ikke arbeider med en av sakene dine, ser bare navn og fødselsnummer.",
            "De som har saken din, ser den som før. De som gir deg hjelp, ser det de trenger.",
            "Den som kontrollerer arbeidet vårt, ser sakene og hvem som har lest dem.",
            (
                "Er liv eller helse i fare, kan andre ansatte lese i noen timer. De må skrive "
                "hvorfor, og lederen ser etter om det var riktig."
            ),
            "Ingenting er slettet. Du kan be oss oppheve sperringen når du vil.",
        ),
        "UNBLOCK": (
            "De som trenger det i arbeidet sitt, kan se opplysningene igjen.",
            "Du kan be om ny sperring når du vil.",
        ),
    },
    claim_journal=(
        "Det som er riktig, er skrevet inn i journalen din.",
        "Det som sto før, er ikke slettet.",
    ),
    claim_fields={
        "given_name": "fornavnet ditt",
        "family_name": "etternavnet ditt",
        "born_on": "fødselsdatoen din",
        "address": "adressen din",
        "postal": "postnummer og sted",
        "phone": "telefonnummeret ditt",
        "email": "e-postadressen din",
        "doctor": "hvem som er fastlegen din",
    },
    claim_why_heading="Hvorfor",
    claim_kept="Kravet og svaret vårt er skrevet inn i journalen din.",
    claim_authority="Du kan klage til Datatilsynet, eller ta saken til domstolen ({law}).",
    claim_body="Du kan også klage til {body} innen {weeks} uker fra du fikk dette brevet ({law}). "
    "Send den klagen til oss.",
    claim_body_journal="Gjelder det journalen din, kan du også klage til {body} ({law}). "
    "Send den klagen til oss.",
)
