"""Letters in nynorsk."""

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
    caseworker="Saksbehandlar",
    running="Sak {reference}",
    page=("Side", "av"),
    phone="Telefon {phone}",
    greeting="Venleg helsing",
    note="Brevet er godkjent elektronisk og har difor inga underskrift.",
    acts={
        "hol": "helse- og omsorgstenestelova",
        "pbrl": "pasient- og brukarrettslova",
        "fvl": "forvaltningslova",
        "hpl": "helsepersonellova",
        "pjl": "pasientjournallova",
        "pvf": "personvernforordninga",
        "boligsosialloven": "bustadsosiallova",
        "egenandelsforskriften": "eigendelsforskrifta",
    },
    letter="bokstav",
    why_you={
        "GUARDIAN": "Du får dette brevet fordi du er verje for {person}. "
        "«Du» i brevet er {person}.",
        "AGENT": "Du får dette brevet fordi du er fullmektig for {person}. "
        "«Du» i brevet er {person}.",
        "PARENT": "Du får dette brevet fordi du har foreldreansvar for {person}. "
        "«Du» i brevet er {person}.",
        "CARER": "Brevet gjeld omsorga du gir {person}.",
    },
    subjects={
        "APPLICATION": "søknaden din",
        "MESSAGE": "meldinga om deg",
        "ENQUIRY": "førespurnaden din",
    },
    signer_roles={
        "OFFICER": "Saksbehandlar",
        "DECIDER": "Vedtaksansvarleg",
        "APPROVER": "Godkjennar",
        "COORDINATOR": "Forløpskoordinator",
    },
    contact_heading="Har du spørsmål?",
    contact_phone="Ring {unit} på telefon {phone}. Oppgi saksnummer {reference}.",
    contact_post="Skriv til {unit}, {address}. Oppgi saksnummer {reference}.",
    contact_phone_only="Ring {unit} på telefon {phone}.",
    contact_post_only="Skriv til {unit}, {address}.",
    rules_heading="Reglar vi har brukt",
    rules_grounds="{law} (om at vedtaket skal grunngjevast)",
    receipt_titles={
        "APPLICATION": "Vi har fått søknaden din",
        "MESSAGE": "Vi har fått ei melding om at du kan trenge hjelp",
        "ENQUIRY": "Vi har fått førespurnaden din",
    },
    receipt_leads={
        "APPLICATION": "Vi fekk søknaden din {date}.",
        "MESSAGE": "Vi fekk meldinga {date}.",
        "ENQUIRY": "Vi fekk førespurnaden din {date}.",
    },
    receipt_what_heading="Dette gjeld det",
    receipt_columns=("Teneste", "Sak"),
    receipt_next_heading="Kva skjer no?",
    receipt_the_case="saka",
    receipt_this_case="sak {reference}",
    receipt_unit="{unit} har ansvaret for {case}.",
    receipt_officer=" Saksbehandlaren din er {officer}.",
    receipt_talk="Vi tek kontakt for å snakke med deg om kva som er viktig for deg, "
    "og kva du treng hjelp til.",
    receipt_message="Ei melding er ikkje ein søknad. Vi høyrer med deg kva du sjølv ønskjer.",
    receipt_reply="Du får skriftleg svar. Er vi ikkje ferdige innan {date}, skriv vi til deg "
    "om kvifor det tek tid, og når du kan vente svar.",
    receipt_rights_heading="Dette har du rett til",
    receipt_rights=(
        "Du kan ha med deg ein du stolar på, eller la ein fullmektig hjelpe deg ({agent}).",
        "Du kan få sjå dokumenta i saka ({access}).",
        "Treng du tolk, ordnar vi det.",
        "Sei frå til oss om noko endrar seg. Du kan trekkje søknaden når du vil.",
    ),
    preliminary_titles={
        "APPLICATION": "Vi treng meir tid til søknaden din",
        "MESSAGE": "Vi treng meir tid til meldinga om deg",
        "ENQUIRY": "Vi treng meir tid til førespurnaden din",
    },
    preliminary_lead="Vi fekk {subject} {date}. Vi er ikkje ferdige enno.",
    preliminary_services="Det gjeld {services}.",
    preliminary_why_heading="Kvifor det tek tid",
    preliminary_when_heading="Når du får svar",
    preliminary_when="Vi reknar med å svare deg innan {date}.",
    preliminary_when_unknown="Vi kan ikkje seie no når du får svar. "
    "Vi skriv til deg igjen så snart vi veit det.",
    preliminary_urgent_heading="Treng du hjelp før det?",
    preliminary_urgent="Ring oss om noko har endra seg, eller om du ikkje kan vente på svaret.",
    asking_titles={
        "MISSING_INFORMATION": "Vi treng fleire opplysningar frå deg",
        "ADVANCE_NOTICE": "Sei kva du meiner, før vi bestemmer oss",
    },
    asking_leads={
        "MISSING_INFORMATION": "Vi arbeider med saka di, men veit ikkje nok til å avgjere ho.",
        "ADVANCE_NOTICE": "Dette er eit førehandsvarsel. Vi har ikkje bestemt noko enno.",
    },
    asking_what_headings={
        "MISSING_INFORMATION": "Dette manglar",
        "ADVANCE_NOTICE": "Dette vurderer vi",
    },
    asking_why_headings={
        "MISSING_INFORMATION": "Kvifor vi treng det",
        "ADVANCE_NOTICE": "Dette byggjer vi på",
    },
    asking_answer_headings={
        "MISSING_INFORMATION": "Svar innan {date}",
        "ADVANCE_NOTICE": "Du kan uttale deg innan {date}",
    },
    asking_answers={
        "MISSING_INFORMATION": (
            "Ring oss om du vil ha hjelp til å svare, eller treng meir tid.",
            "Får vi ikkje svar innan {date}, kan vi avgjere saka ut frå det vi veit.",
        ),
        "ADVANCE_NOTICE": (
            (
                "Du har rett til å seie kva du meiner, og til å rette det som er feil. "
                "Du kan skrive til oss, eller ringje. Då skriv vi ned det du seier."
            ),
            "Du kan få sjå dokumenta i saka ({access}).",
            (
                "Ring oss om du treng meir tid. "
                "Høyrer vi ikkje frå deg innan {date}, kan vi avgjere "
                "saka ut frå det vi veit."
            ),
        ),
    },
    gets="Du får {services}",
    gets_part="Du får ein del av {services} du har søkt om",
    gets_and_not="Du får {gets}, men ikkje {lacks}",
    gets_not="Du får ikkje {services}",
    gets_some="Du får noko av det du har søkt om",
    gets_many="Du får {count} tenester frå kommunen",
    gets_none="Du får ikkje tenestene du har søkt om",
    dismisses="Vi kan ikkje behandle søknaden din om {services}",
    applied="Vi fekk søknaden din {date}. Du søkte om {services}.",
    reassessed="Vi har vurdert tenestene dine på nytt.",
    given_orally="Hjelpa kunne ikkje vente. Den {date} kl. {clock} bestemte vi at du skulle få ho"
    " med ein gong. Dette brevet er det skriftlege vedtaket.",
    told_orally="{told} fekk beskjed munnleg {date} kl. {clock}.",
    you_told_orally="Du fekk beskjed munnleg {date} kl. {clock}.",
    get_heading="Dette får du",
    get_columns=("Teneste", "Omfang", "Frå", "Til"),
    open_ended="Inntil vidare",
    partly="Du søkte om {applied} av tenesta {service}. Du får mindre enn du søkte om.",
    changed="Du får no {now}. Tidlegare hadde du {before}.",
    as_before="Du får framleis {now}, det same som før.",
    not_heading="Dette får du ikkje",
    dismissed_heading="Dette behandlar vi ikkje",
    dismissed="Vi har ikkje teke stilling til om du har rett til tenesta.",
    next_heading="Kva skjer no?",
    provider_ordered="{provider} har fått beskjed om å gi deg {service}.",
    provider="{provider} tek kontakt med deg om {service} før tenesta startar.",
    provider_continues="{provider} held fram med å gi deg {service}.",
    provider_changes="{provider} gir deg framleis {service},"
    " og tek kontakt med deg om det som blir endra.",
    provider_takes_over="{provider} tek kontakt med deg før dei tek over {service}.",
    why_heading="Kvifor vi har kome fram til dette",
    built_heading="Dette byggjer vi på",
    own_view="Slik ser du det sjølv:",
    no_own_view="Vi har ikkje fått vite kva du sjølv meiner. Grunnen er: {reason}",
    no_view_of_proposal="Vi har ikkje fått vite kva du meiner om framlegget. Grunnen er: {reason}",
    goal_heading="Mål og evaluering",
    goal="Målet er: {goal}",
    evaluation="Seinast {date} ser vi saman med deg på om hjelpa er rett.",
    fee_heading="Kva det kostar, og vilkår",
    fee_line="{service}: {fee}",
    condition="Vilkår: {condition}",
    free="Tenesta er gratis. Du betaler 0 kroner.",
    fee="Du betaler {amount} kroner {per}.",
    fee_units={
        "DAY": "per døgn",
        "VISIT": "for kvart dag- eller nattopphald",
        "MONTH": "i månaden",
        "HOUR": "i timen",
        "MEAL": "per måltid",
    },
    income_share="Du betaler ein del av inntekta di. Du får eit eige brev om kor mykje.",
    complain_heading="Slik kan du klage",
    complain_for="Gjeld {services}",
    complain_route="Du kan klage til {body}. Fristen er {weeks} veker frå du fekk dette brevet "
    "({law}).",
    complain_all="Felles for klaga",
    complain_how="Send klaga til oss: {address}. Skriv kva vedtak du klagar på, kva du vil "
    "ha endra, og kvifor. Hugs å skrive under.",
    complain_then="Vi ser på saka på nytt. Endrar vi ikkje vedtaket, sender vi klaga vidare.",
    complain_help="Ring oss om du vil ha hjelp. Du kan fortelje oss kva du meiner. "
    "Då skriv vi klaga, og du skriv under.",
    complain_ombud="Pasient- og brukarombodet gir gratis råd om klage.",
    rights_heading="Fleire rettar",
    rights=(
        "Du kan få sjå dokumenta i saka ({access}).",
        "Du kan be om at vedtaket ikkje skal gjelde før klaga er avgjord ({postpone}).",
        (
            "Blir vedtaket endra til fordel for deg, kan du få dekt nødvendige utgifter til saka. "
            "Då må du krevje det innan tre veker etter at du fekk vite om endringa ({costs})."
        ),
        "I nokre saker kan du ha rett til fri rettshjelp. Spør oss.",
    ),
    ended_titles={
        "WITHDRAWN": "Du har trekt søknaden din",
        "ANSWERED": "Du har fått svar, og vi avsluttar saka",
        "NOT_APPLYING": "Du ønskjer ikkje å søkje no",
        "REFERRED": "Vi har sendt saka di vidare",
        "WITHOUT_DECISION": "Du får {services} utan vedtak",
        "LAPSED": "Vi avsluttar saka di",
        "COMPLETED": "Tenesta di er avslutta",
    },
    ended_leads={
        "WITHDRAWN": "Den {date} gav du beskjed om at du trekkjer søknaden om {services}. "
        "Vi har avslutta saka.",
        "ANSWERED": "Vi har gitt deg svar og rettleiing. Den {date} avslutta vi saka.",
        "NOT_APPLYING": "Vi har snakka med deg om {services}. Du ønskjer ikkje å søkje no. "
        "Den {date} avslutta vi saka.",
        "REFERRED": "Den {date} sende vi saka vidare til {where}. Dei tek kontakt med deg.",
        "WITHOUT_DECISION": "Denne hjelpa kan vi gi deg utan vedtak. Den {date} avslutta vi "
        "søknaden om {services}.",
        "LAPSED": "Den {date} avslutta vi saka om {services}.",
        "COMPLETED": "{services} blei avslutta {date}.",
    },
    ended_why_heading="Kva som har skjedd",
    ended_again_heading="Treng du hjelp seinare?",
    ended_again="Du kan søkje igjen når du vil. Ring oss, så hjelper vi deg.",
    ended_disagree="Er du usamd i at saka er avslutta, så ta kontakt med oss.",
    ended_complain="Meiner du at du ikkje får den hjelpa du har rett til, kan du klage til {body} "
    "innan {weeks} veker ({law}). Send klaga til oss.",
    claim_titles={
        "ACCESS_GRANTED": "Du får sjå det vi har om deg",
        "ACCESS_REFUSED": "Du får ikkje sjå det du bad om",
        "CORRECTION_GRANTED": "Vi har retta det som var feil",
        "CORRECTION_REFUSED": "Vi rettar ikkje det du bad om",
        "BLOCK_GRANTED": "Vi har sperra opplysningane om deg",
        "BLOCK_REFUSED": "Vi sperrar ikkje opplysningane om deg",
        "UNBLOCK_GRANTED": "Sperringa er oppheva",
        "UNBLOCK_REFUSED": "Vi opphevar ikkje sperringa",
    },
    claim_leads={
        "ACCESS": "Vi fekk kravet om innsyn {date}.",
        "CORRECTION": "Vi fekk kravet om retting {date}.",
        "BLOCK": "Vi fekk kravet om sperring {date}.",
        "UNBLOCK": "Vi fekk kravet om å oppheve sperringa {date}.",
    },
    claim_what_heading="Kva det inneber",
    claim_means={
        "ACCESS": (
            (
                "Du får alt vi har skrive om deg, brev og papir, og ei liste over kven som har "
                "sett det."
            ),
            "Det blir gitt til {to}. {how}",
            "Det som gjeld andre enn deg, kan vere teke ut.",
        ),
        "CORRECTION": (
            "Vi har retta {what}.",
            "Det som stod før, er ikkje sletta. Det blir vist som retta.",
        ),
        "BLOCK": (
            "Dei som ikkje arbeider med ei av sakene dine, ser berre namn og fødselsnummer.",
            "Dei som har saka di, ser henne som før. Dei som gir deg hjelp, ser det dei treng.",
            "Den som kontrollerer arbeidet vårt, ser sakene og kven som har lese dei.",
            (
                "Er liv eller helse i fare, kan andre tilsette lese i nokre timar. Dei må skrive "
                "kvifor, og leiaren ser etter om det var rett."
            ),
            "Ingenting er sletta. Du kan be oss oppheve sperringa når du vil.",
        ),
        "UNBLOCK": (
            "Dei som treng det i arbeidet sitt, kan sjå opplysningane igjen.",
            "Du kan be om ny sperring når du vil.",
        ),
    },
    claim_journal=(
        "Det som er rett, er skrive inn i journalen din.",
        "Det som stod før, er ikkje sletta.",
    ),
    claim_fields={
        "given_name": "førenamnet ditt",
        "family_name": "etternamnet ditt",
        "born_on": "fødselsdatoen din",
        "address": "adressa di",
        "postal": "postnummer og stad",
        "phone": "telefonnummeret ditt",
        "email": "e-postadressa di",
        "doctor": "kven som er fastlegen din",
    },
    claim_why_heading="Kvifor",
    claim_kept="Kravet og svaret vårt er skrive inn i journalen din.",
    claim_authority="Du kan klage til Datatilsynet, eller ta saka til domstolen ({law}).",
    claim_body="Du kan også klage til {body} innan {weeks} veker frå du fekk dette brevet ({law}). "
    "Send den klagen til oss.",
    claim_body_journal="Gjeld det journalen din, kan du også klage til {body} ({law}). "
    "Send den klagen til oss.",
)
