from xiangyue.kernel.access import register, role

role(
    "reception",
    zh="接待专员",
    en="Reception clerk",
    scope="kind:reception",
    holds=["matters.see", "matters.note", "matters.words", "contact.reveal"],
)

register(
    "reception.see",
    zh="查看接待日安排和排队",
    en="see reception days and their queues",
    roles=["reception", "secretary", "leader", "village", "dispatcher"],
)
register(
    "reception.run",
    zh="主持接待：叫号、登记、记录",
    en="run a reception: call, register, record",
    roles=["reception", "dispatcher"],
)
register(
    "reception.lead", zh="接待来访群众：签到、调换", en="receive visitors: sign in, swap", roles=["secretary", "leader"]
)
register(
    "reception.plan", zh="安排和公布接待日", en="plan and publish reception days", roles=["reception", "dispatcher"]
)
register(
    "reception.keep",
    zh="查看和兑现接待日的承诺",
    en="see and keep promises made on reception days",
    roles=["reception", "dispatcher", "handler", "village"],
)
