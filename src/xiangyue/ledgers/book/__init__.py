"""What every ledger shares: columns as data, sheets, templates; entries that pass three hands, locks, their chain."""
