from xiangyue.kernel.access import register

register("firms.see", zh="查看企业名册", en="see the register of firms", roles=["steward", "secretary", "leader"])
register("firms.keep", zh="维护企业名册", en="keep the register of firms", roles=["steward"])
