"""What tests are given: plain typed functions that make people, units, staff and cases.

Rows that a use case makes in the product are made by that use case here too, unless the test is
about something lower down. Identity numbers are synthetic (month + 80).
"""

from tests.given.accounts import CODE, a_chosen_account, handed_out, said_yes
from tests.given.cases import (
    a_case,
    a_coming_policy,
    a_registered_application,
    an_application,
    an_assessed_case,
    an_own_term,
    complete_the_assessment,
    told,
)
from tests.given.decisions import (
    a_case_to_decide,
    a_drafted_case,
    a_drafted_decision,
    a_refusal,
    an_issued_decision,
)
from tests.given.papers import a_pdf
from tests.given.recommendations import (
    a_coordinated_case,
    a_proposal,
    a_recommended_case,
    a_trial,
    end_by_death,
    end_the_trial,
    recommend_again,
    the_recommendation,
)
from tests.given.referrals import (
    a_coming_urgency,
    a_referral,
    a_running_service,
    help_to_give,
    some_help,
)
from tests.given.town import (
    FAR_AHEAD,
    LONG_AGO,
    NOW,
    PASSWORD,
    Town,
    a_municipality,
    a_person,
    a_role,
    a_town,
    a_unit,
    account_of,
    public_id_of,
    staff,
    with_key,
)

__all__ = [
    "CODE",
    "FAR_AHEAD",
    "LONG_AGO",
    "NOW",
    "PASSWORD",
    "Town",
    "a_case",
    "a_case_to_decide",
    "a_chosen_account",
    "a_coming_policy",
    "a_coming_urgency",
    "a_coordinated_case",
    "a_drafted_case",
    "a_drafted_decision",
    "a_municipality",
    "a_pdf",
    "a_person",
    "a_proposal",
    "a_recommended_case",
    "a_referral",
    "a_refusal",
    "a_registered_application",
    "a_role",
    "a_running_service",
    "a_town",
    "a_trial",
    "a_unit",
    "account_of",
    "an_application",
    "an_assessed_case",
    "an_issued_decision",
    "an_own_term",
    "complete_the_assessment",
    "end_by_death",
    "end_the_trial",
    "handed_out",
    "help_to_give",
    "public_id_of",
    "recommend_again",
    "said_yes",
    "some_help",
    "staff",
    "the_recommendation",
    "told",
    "with_key",
]
