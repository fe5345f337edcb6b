from xiangyue.kernel.access import register

# Not the units that answer: whoever gives out a query code could say in the person's place that it is solved.
register(
    "window.write",
    zh="代为登记群众反映的事",
    en="write down what somebody says",
    roles=["dispatcher", "reception", "callback", "village", "grid"],
)
register(
    "window.reprint",
    zh="给本人补打回执",
    en="print a receipt again for whoever raised the matter",
    roles=["dispatcher", "reception"],
)
