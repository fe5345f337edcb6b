from xiangyue.ledgers.book.access import ledger_deeds

ledger_deeds("economy", "经济台账", "the economy ledgers", enters=["handler"])
