from xiangyue.kernel.access import register

TOWN = ["dispatcher", "secretary", "leader"]
UNITS = ["handler", "village"]

register(
    "duty.see",
    zh="看值班表，拨打当班电话",
    en="see the duty roster and call who is on duty",
    roles=[*TOWN, *UNITS, "reviewer", "callback"],
)
register(
    "duty.keep", zh="排值班表（单位只排自己的）", en="keep the duty roster (a unit its own)", roles=[*TOWN, *UNITS]
)
