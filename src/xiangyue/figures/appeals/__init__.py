"""Appeals against a score: from a unit's reason to the upper level's answer, and back into the score."""
