"""What a person asks of us about themselves: what we have of them, and that it be deleted (PIPL art. 45, 47)."""
