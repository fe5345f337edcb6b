from xiangyue.kernel.telling import opens

opens("figure_beyond", "indicators:one", "code", "period")
