"""Villages talk over what was raised: agenda, meeting, vote, decision, what became of it, and the board."""
