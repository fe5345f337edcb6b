"""What every ledger shares: columns as data, sheets and templates; entries that three hands pass, locks, their chain."""
