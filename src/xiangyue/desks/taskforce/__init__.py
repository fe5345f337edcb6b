"""疑难诉求处置专班: one hard case, one plan: studied, led, carried out, tested, and closed with the person heard."""
