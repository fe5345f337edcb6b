"""Which deeds go on from a state, and which ones are only ever refused."""

from __future__ import annotations

# state → what goes on from there; the rest of the walk picks any deed at all
ONWARD = {
    "received": "sort sort assign assign split split merge settle settle dispose withdraw",
    "sorted": "assign assign assign split merge dispose settle withdraw",
    "disposed": "undo_disposal note",
    "dispatched": "sign sign sign withdraw undo_assignment object_to answer_at_once merge",
    "objected": "decide",
    "signed": "contact contact begin object_to answer_at_once write_answer ask_extension",
    "contacted": "begin begin ask_hold write_answer whistle ask_extension decide decide",
    "handling": "answer_at_once answer_at_once withdraw ask_hold write_answer whistle decide decide ask_extension",
    "suspended": "come_back wait",
    "on_ledger": "come_back wait",
    "answer_ready": "deliver deliver withdraw_answer",
    "answered": "wait say",
    "awaiting_callback": "call_back call_back say call_in_vain give_up",
    "called_back": "note",
    "reopened": "begin assign",
    "merged": "unmerge withdraw wait wait",
    "in_parts": "reunite reunite withdraw wait",
    "closed": "ask_again ask_again note",
}


NEVER_DONE = {"leap", "note_wrongly", "receive_number_again"}
