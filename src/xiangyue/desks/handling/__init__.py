"""The unit's list by clock: sign, contact, object, extend, suspend, ledger, whistle, answer with both deliveries."""
