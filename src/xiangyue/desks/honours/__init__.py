"""What the town is recommended for, month by month, the measures it set itself, and what its units were made from."""
