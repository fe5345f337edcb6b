from xiangyue.kernel.access import register

register("api.intake", zh="通过接口登记诉求", en="hand in matters through the API", roles=["dispatcher"])
