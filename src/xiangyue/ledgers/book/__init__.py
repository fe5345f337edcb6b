"""What every ledger shares: columns as data, a sheet in, bad rows back with their reasons, an export out."""
