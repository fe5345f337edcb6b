from xiangyue.kernel.access import EVERYBODY, register

register("today.see", zh="看今日", en="see today's page", roles=EVERYBODY)
