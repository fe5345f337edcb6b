"""What the demo's old cases are about. All of it invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Topic:
    should: str
    can: str
    law: str


@dataclass(frozen=True)
class Old:
    """`ends`: closed, or open, acting, resting at the present moment. `money` in yuan, "" for none."""

    day: date
    topic: str
    category: str
    village: str
    office: str
    name: str
    words: str
    first: str
    how: str
    settled: str
    test: str = "双方没有再起争执"
    test_days: int = 14
    money: str = ""
    ends: str = "closed"

    @property
    def why(self) -> str:
        return f"拖了多年、几次调解未成：{self.first}"


TOPICS = {
    "land": Topic(
        "该：承包合同和分地账写着四至，界线不清两家都受损。",
        "能：有当年账本，可以测绘。",
        "《农村土地承包法》第55条：先协商，再请村、镇调解。",
    ),
    "family": Topic(
        "该：赡养和分家影响老人生活。", "能：子女都在，可以当面谈。", "《民法典》第1067条、《人民调解法》。"
    ),
    "housing": Topic(
        "该：房屋关系居住安全。", "能：符合条件的可以走审批。", "《北京市宅基地及房屋建设管理指导意见》。"
    ),
    "money": Topic("该：款项有据可查。", "能：账目可以核对，分期给付。", "《农村集体经济组织法》；村级财务管理规定。"),
    "neighbours": Topic("该：排水、通行是相邻各方都要让的。", "能：有可改的位置。", "《民法典》第288条至第296条。"),
}
_LAND, _CIVIL, _SAFE, _PLAN = "0501", "0602", "0508", "0202"
OLD = (
    Old(
        date(2024, 1, 9),
        "land",
        _LAND,
        "village-05",
        "office-plan",
        "赵连生",
        "两家承包地界三十年说不清，年年春耕争吵。",
        "测绘地界并钉桩",
        "先测绘钉桩，再由村委会主持签协议。",
        "四至测清，六根界桩钉好，两家签了协议。",
        money="1800",
    ),
    Old(
        date(2024, 1, 23),
        "family",
        _CIVIL,
        "village-12",
        "office-civil",
        "马桂芬",
        "三个儿子为老人赡养推了八年，老人轮流住不下去。",
        "逐户谈话并核实收入",
        "三家分摊赡养费，老人住大儿子家。",
        "三兄弟签了赡养协议，按月给付。",
        test="赡养费按月到位",
        test_days=30,
    ),
    Old(
        date(2024, 2, 20),
        "neighbours",
        _SAFE,
        "village-08",
        "office-build",
        "郭长有",
        "后院排水从邻居家墙根过，两家为此打过官司，旧账未了。",
        "改排水走向",
        "排水改走村东沟，费用由村里和两家分摊。",
        "排水沟改好，墙根做了防水。",
        test="下过雨，墙根没有积水",
        test_days=21,
        money="6200",
    ),
    Old(
        date(2024, 3, 12),
        "land",
        _LAND,
        "village-09",
        "office-plan",
        "邢广田",
        "机动地被占种十几年，原承包户要求退回。",
        "核对分地台账",
        "按台账恢复四至，本季收完后退地。",
        "秋粮收完，地已退回原户。",
    ),
    Old(
        date(2024, 3, 26),
        "money",
        "0505",
        "village-05",
        "office-agri",
        "孙玉芝",
        "集体地流转的分红少算了五年，账本对不上。",
        "核对五年流转账目",
        "补算差额，分两次给付。",
        "差额算清，两次都已到账。",
        test="两笔补款到账",
        money="15400.50",
    ),
    Old(
        date(2024, 4, 16),
        "housing",
        _PLAN,
        "village-26",
        "office-plan",
        "尹德海",
        "父辈留下的老宅基地兄弟两人都要翻建，几十年没有定。",
        "核实确权面积",
        "一处翻建，一处按面积补偿。",
        "两人签字，翻建手续已批。",
        test="翻建按批准的四至开工",
    ),
    Old(
        date(2024, 5, 14),
        "family",
        _CIVIL,
        "village-01",
        "office-civil",
        "范秀英",
        "离婚后承包地和房子怎么分，双方闹到村里七年。",
        "请法庭和妇联调解",
        "地按人头分，房归女方，差额分三年付。",
        "协议经司法确认，第一年款已付。",
        test="没有再到村里争吵",
        test_days=30,
    ),
    Old(
        date(2024, 5, 28),
        "land",
        _LAND,
        "village-12",
        "office-agri",
        "董国富",
        "修路占了承包地边角，补偿一直没有说法。",
        "测量占地并核算补偿",
        "按标准补偿，边角地调换。",
        "补偿款到账，调换的地块已经种上。",
        money="9800",
    ),
    Old(
        date(2024, 6, 18),
        "neighbours",
        _SAFE,
        "village-08",
        "office-build",
        "曹福来",
        "两家共用的过道被堵了二十年，一家出不去车。",
        "测量过道并拆除堵物",
        "恢复三米通行，堵的一家迁走杂物。",
        "过道通了，两家都能进出车。",
    ),
    Old(
        date(2024, 7, 9),
        "money",
        "0505",
        "village-09",
        "office-agri",
        "邢玉海",
        "村里欠农机手的作业费，换了三届干部没人认。",
        "核对作业单据",
        "按单据补付，列入村级支出。",
        "作业费付清，收据入账。",
        test="款到本人账户",
        money="27300",
    ),
    Old(
        date(2024, 8, 6),
        "land",
        _LAND,
        "village-05",
        "office-plan",
        "高文起",
        "林地和耕地交界处年年补植年年拔，旧账积了十五年。",
        "请林业部门划界",
        "按划定界线立桩，林木移植补偿。",
        "界桩立好，移植补偿到位。",
        money="4300",
    ),
    Old(
        date(2024, 9, 3),
        "housing",
        _PLAN,
        "village-01",
        "office-plan",
        "范永顺",
        "老屋漏雨多年，因历史遗留手续不全一直批不下来。",
        "补齐历史手续",
        "补办手续后按危房翻建。",
        "手续补齐，翻建已经完工入住。",
        test="住进去没有再漏雨",
        test_days=28,
    ),
    Old(
        date(2024, 10, 15),
        "family",
        _CIVIL,
        "village-26",
        "office-civil",
        "尹桂花",
        "再婚老人的房产归属让两边子女争了六年。",
        "请公证和司法所一同谈",
        "老人居住到终老，份额写进公证遗嘱。",
        "公证遗嘱办好，两边子女都在场。",
        test="老人没有被催搬",
    ),
    Old(
        date(2024, 11, 12),
        "land",
        "0511",
        "village-12",
        "office-plan",
        "董春林",
        "早年林地流转没有合同，历史遗留的租金和树权都不清。",
        "查清当年协议",
        "等规划批复后确权，先停止新的采伐。",
        "",
        ends="resting",
    ),
    Old(
        date(2024, 12, 3),
        "neighbours",
        _SAFE,
        "village-08",
        "office-build",
        "曹立军",
        "翻建后屋檐滴水落到邻居院里，两家几十年的老街坊不再来往。",
        "改装檐沟",
        "加装檐沟，雨水引到街上。",
        "",
        ends="acting",
        money="2600",
    ),
    Old(
        date(2025, 1, 3),
        "money",
        "0505",
        "village-05",
        "office-agri",
        "高秀琴",
        "土地入股的保底分红，合同里写的和村里发的不一样，旧账没有人说清。",
        "核对入股合同",
        "核对后补差。",
        "",
        ends="open",
    ),
)
