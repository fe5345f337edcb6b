"""Our own JSON API: intake, events since a cursor, webhooks, tokens that act as a seat."""
