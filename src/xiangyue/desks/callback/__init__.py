"""Contacted? solved? satisfied? asked apart; not solved comes back."""
