from xiangyue.kernel.vocabulary import name_door

name_door("api", zh="接口", en="the API")
