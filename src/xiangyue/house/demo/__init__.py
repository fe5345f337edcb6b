"""The demo town's two years: drawn from a fixed seed, invented from the first name to the last."""

from xiangyue.house.demo.generate import NOW, Made, generate

__all__ = ["NOW", "Made", "generate"]
