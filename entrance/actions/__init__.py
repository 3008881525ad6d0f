"""What can be done at the entrance."""

from entrance.actions.clients import ScopeNotGiven, make_client, open_for_client, revoke_client
from entrance.actions.factors import (
    WRONG,
    add_app,
    add_passkey,
    check_code,
    check_passkey,
    note_entry,
    open_api,
    remove_factor,
    renew_codes,
    reset_factors,
)
from entrance.actions.first import choose_password, expect_code, hand_out, withdraw_codes
from entrance.actions.mapping import add_mapping, end_mapping
from entrance.actions.staff import (
    end_vouched,
    let_in,
    release_identity,
    sign_in_vouched,
    sign_out_vouched,
)

__all__ = [
    "WRONG",
    "ScopeNotGiven",
    "add_app",
    "add_mapping",
    "add_passkey",
    "check_code",
    "check_passkey",
    "choose_password",
    "end_mapping",
    "end_vouched",
    "expect_code",
    "hand_out",
    "let_in",
    "make_client",
    "note_entry",
    "open_api",
    "open_for_client",
    "release_identity",
    "remove_factor",
    "renew_codes",
    "reset_factors",
    "revoke_client",
    "sign_in_vouched",
    "sign_out_vouched",
    "withdraw_codes",
]
