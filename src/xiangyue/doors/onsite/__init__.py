"""On-site office of a large project: who was visited, what was raised, what is left."""
