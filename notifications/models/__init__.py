"""Rows of the post: letters and their files, their way through a channel, settings, notices."""

from notifications.models.digest import Digest, SwitchedOff
from notifications.models.dispatch import Dispatch
from notifications.models.letter import Letter, LetterFile
from notifications.models.notice import Notice
from notifications.models.setting import PostChannel, PostSetting

__all__ = [
    "Digest",
    "Dispatch",
    "Letter",
    "LetterFile",
    "Notice",
    "PostChannel",
    "PostSetting",
    "SwitchedOff",
]
