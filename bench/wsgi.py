"""The house as it is, but for the limits of one address and one town: all load comes from this machine, and a proof of
work of the usual size would measure the load generator."""

from xiangyue.counter import throttle

throttle.BASE_BITS = 4
throttle._BUSY_ADDRESS = throttle._CLOSED_ADDRESS = throttle._BUSY_TOWN = "100000000/1m"

from xiangyue.house.wsgi import application

__all__ = ["application"]
