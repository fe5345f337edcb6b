"""What the house itself keeps in the daily seals: where the access log ended on each day."""

from xiangyue.house.traces.chain import DAYS_IN_SEALS as DAYS_IN_SEALS
