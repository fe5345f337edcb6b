from xiangyue.kernel.access import register

register(
    "figures.see",
    zh="看数据指标",
    en="see figures",
    roles=["dispatcher", "reviewer", "secretary", "leader", "statistician", "handler", "village", "callback"],
)
register(
    "figures.sign", zh="签发和修订数据指标", en="sign for figures and revise them", roles=["statistician", "secretary"]
)
