from xiangyue.kernel.access import register

SENDS = ["dispatcher", "reviewer"]

register("appeals.ask", zh="申请考核申诉", en="ask for an appeal against a score", roles=["handler", "village"])
register("appeals.send", zh="报送考核申诉、登记答复", en="send appeals against a score, enter the answers", roles=SENDS)
register(
    "appeals.see",
    zh="看考核申诉",
    en="see appeals against a score",
    roles=[*SENDS, "secretary", "leader", "statistician"],
)
