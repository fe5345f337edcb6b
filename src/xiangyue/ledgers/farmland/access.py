from xiangyue.ledgers.book.access import ledger_deeds

ledger_deeds("farmland", "耕地台账", "the farmland ledgers", enters=["village", "handler"])
