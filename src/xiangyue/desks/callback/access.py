from xiangyue.kernel.access import register

register("callback.call", zh="回访诉求人", en="call requesters back", roles=["callback"])
