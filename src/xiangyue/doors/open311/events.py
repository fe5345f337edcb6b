from xiangyue.kernel.vocabulary import name_door

name_door("open311", zh="Open311", en="Open311")
