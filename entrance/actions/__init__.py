"""What can be done at the entrance."""

from entrance.actions.mapping import add_mapping, end_mapping
from entrance.actions.staff import (
    end_vouched,
    let_in,
    release_identity,
    sign_in_vouched,
    sign_out_vouched,
)

__all__ = [
    "add_mapping",
    "end_mapping",
    "end_vouched",
    "let_in",
    "release_identity",
    "sign_in_vouched",
    "sign_out_vouched",
]
