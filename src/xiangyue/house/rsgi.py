from django.conf import settings

from xiangyue.house.address import visitor
from xiangyue.house.server.gateway import Gateway
from xiangyue.house.wsgi import application as django

application = Gateway(django, lambda forwarded, peer: visitor(forwarded, peer, settings.XIANGYUE_PROXIES))
