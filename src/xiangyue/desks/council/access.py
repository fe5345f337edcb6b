from xiangyue.kernel.access import register

register("council.publish", zh="发布村务议事公告", en="publish council notices", roles=["secretary", "letters"])
