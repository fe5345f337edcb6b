from xiangyue.kernel.access import register

register("hotline.import", zh="导入和导出热线工单", en="import and export hotline orders", roles=["dispatcher"])
