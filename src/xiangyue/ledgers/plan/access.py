from xiangyue.ledgers.book.access import ledger_deeds

ledger_deeds("plan", "国土空间规划台账", "the territorial plan", enters=["handler"])
