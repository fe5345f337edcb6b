"""Columns of an unknown file are recognised by their titles."""

from __future__ import annotations

from xiangyue.doors.hotline.fields import FIELDS, KNOWN_TITLES
from xiangyue.doors.hotline.mapping import Columns, lacking, propose

FIRST_SET = [
    "工单编号",
    "工单类型",
    "问题分类",
    "标签",
    "标题",
    "主要内容",
    "工单状态",
    "来电人",
    "来电人电话/账号",
    "被反映区",
    "被反映街乡镇",
    "办理结果",
    "回复内容",
    "处理受理方式",
    "主办单位",
    "来电时间",
    "办结时间",
    "企业名称",
    "是否解决",
    "是否满意",
    "工单性质",
    "村/社区",
    "小区点位",
]
SECOND_SET = [
    "序号",
    "创建时间",
    "办结时间",
    "一级分类",
    "二级分类",
    "三级分类",
    "二级承办单位简称",
    "所在村社区",
    "主要内容",
    "处理结果",
    "是否有效回访",
    "是否联系",
    "是否解决",
    "是否满意",
]


def test_the_columns_of_the_first_set_are_recognised():
    proposed = propose(FIRST_SET)

    assert proposed["number"] == "工单编号"
    assert proposed["requester_phone"] == "来电人电话/账号"
    assert proposed["place"] == "村/社区"
    assert proposed["satisfied"] == "是否满意"
    assert not {"标签", "被反映区"} & set(proposed.values())


def test_the_columns_of_the_second_set_are_recognised():
    proposed = propose(SECOND_SET)

    assert proposed["number"] == "序号"
    assert (proposed["category"], proposed["category2"], proposed["category3"]) == ("一级分类", "二级分类", "三级分类")
    assert proposed["unit"] == "二级承办单位简称"
    assert proposed["valid"] == "是否有效回访"
    assert Columns(proposed).by_sequence


def test_titles_are_recognised_with_blanks_full_width_signs_and_capitals():
    proposed = propose(["来 电\n时间", "＊工单编号：", "Detail", "村／社区"])

    assert proposed == {"received_at": "来 电\n时间", "number": "＊工单编号：", "words": "Detail", "place": "村／社区"}


def test_every_title_is_proposed_at_most_once():
    for titles in (FIRST_SET, SECOND_SET, ["id", "topic", "detail", "label", "time", "user"]):
        proposed = list(propose(titles).values())
        assert len(proposed) == len(set(proposed))


def test_a_title_stands_under_one_field_only():
    assert len(KNOWN_TITLES) == sum(len(field.titles) for field in FIELDS)


def test_a_mapping_says_which_mandatory_columns_are_not_there():
    columns = Columns({"number": "工单编号", "words": "主要内容", "received_at": "来电时间"})

    assert lacking(columns, ["工单编号", "来电时间"]) == ["主要内容"]
    assert lacking(columns, ["工单编号", "来电时间", "主要 内容"]) == []
