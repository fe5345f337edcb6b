from xiangyue.kernel.access import EVERYBODY, register

register("handover.see", zh="交接自己的岗位、接手别人的", en="hand one's seat over, take one over", roles=EVERYBODY)
register("handover.start", zh="替离岗的人发起交接", en="start the hand-over of somebody who left", roles=["admin"])
register(
    "handover.watch",
    zh="看全镇没有完成的交接",
    en="see what is not handed over yet",
    roles=["admin", "secretary", "leader"],
)
