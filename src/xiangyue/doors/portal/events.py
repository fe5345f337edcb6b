from xiangyue.kernel.vocabulary import name_door

name_door("portal", zh="市民入口", en="the public portal")
