"""Use cases of the auditor's room: draw and control a sample, answer it, take something out."""

from inspection.actions.extracts import take_out
from inspection.actions.samples import answer_deviation, draw_sample, finish_case

__all__ = ["answer_deviation", "draw_sample", "finish_case", "take_out"]
