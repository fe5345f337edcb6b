from xiangyue.kernel.access import register
from xiangyue.kernel.models import ROLES

register("today.see", zh="看今日", en="see today's page", roles=ROLES)
