"""Council notices on the village boards."""
