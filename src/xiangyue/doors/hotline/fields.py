"""Our fields and the column titles under which they are known; both sets of real exports and the usual variants.

Plain Python. A title stands under one field only; of several titles of a field the earlier is preferred.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One thing we read from a row: its key, its Chinese name, the titles it is known by."""

    key: str
    zh: str
    titles: tuple[str, ...]
    help: str = ""


FIELDS: tuple[Field, ...] = (
    Field(
        "number",
        "工单编号",
        (
            "工单编号",
            "工单号",
            "诉求编号",
            "受理编号",
            "事项编号",
            "案件编号",
            "热线编号",
            "单号",
            "编号",
            "留言编号",
            "id",
            "序号",
        ),
        "只有“序号”时，系统按来件时间和内容认出同一工单",
    ),
    Field(
        "received_at",
        "来件时间",
        (
            "来电时间",
            "创建时间",
            "受理时间",
            "诉求时间",
            "来件时间",
            "登记时间",
            "接收时间",
            "反映时间",
            "留言时间",
            "时间",
            "time",
        ),
        "空白的按导入时刻记",
    ),
    Field(
        "received_day",
        "来件日期",
        ("来电日期", "来件日期", "受理日期", "登记日期", "创建日期", "诉求日期", "反映日期", "接收日期"),
        "日期和钟点分在两列时，日期在哪一列",
    ),
    Field("closed_at", "办结时间", ("办结时间", "结案时间", "完成时间", "办理完成时间", "实际办结时间")),
    Field(
        "closed_day",
        "办结日期",
        ("办结日期", "结案日期", "完成日期", "实际办结日期"),
        "日期和钟点分在两列时，日期在哪一列",
    ),
    Field("title", "标题", ("标题", "工单标题", "诉求标题", "主题", "留言主题", "topic", "title"), "没有时取内容开头"),
    Field(
        "words",
        "主要内容",
        (
            "主要内容",
            "诉求内容",
            "工单内容",
            "反映内容",
            "来电内容",
            "问题描述",
            "内容描述",
            "留言详情",
            "留言内容",
            "内容",
            "详情",
            "描述",
            "detail",
            "content",
        ),
    ),
    Field(
        "requester_name",
        "诉求人",
        ("来电人", "来电人姓名", "诉求人", "诉求人姓名", "反映人", "反映人姓名", "联系人", "姓名", "留言用户", "user"),
    ),
    Field(
        "requester_phone",
        "诉求人电话",
        (
            "来电人电话/账号",
            "来电人电话",
            "来电号码",
            "诉求人电话",
            "联系电话",
            "联系方式",
            "手机号码",
            "手机号",
            "电话",
            "phone",
        ),
    ),
    Field("requester_kind", "诉求人类型", ("诉求人类型", "来电人类型", "主体类型", "工单性质"), "写有“企业”的记为企业"),
    Field("firm_name", "企业名称", ("企业名称", "公司名称", "诉求企业")),
    Field(
        "request_type", "诉求类型", ("工单类型", "诉求类型", "受理类型", "类型"), "咨询、求助、投诉、举报、建议、表扬"
    ),
    Field("category", "分类", ("问题分类", "一级分类", "诉求分类", "问题类别", "分类", "类别", "label")),
    Field("category2", "二级分类", ("二级分类", "问题二级分类")),
    Field("category3", "三级分类", ("三级分类", "问题三级分类")),
    Field(
        "place",
        "村/社区",
        (
            "村/社区",
            "所在村社区",
            "村社区",
            "所在村居",
            "所属村居",
            "村居",
            "被反映村社区",
            "被反映村",
            "所属社区",
            "社区",
            "村",
        ),
    ),
    Field(
        "unit",
        "主办单位",
        ("主办单位", "二级承办单位简称", "承办单位", "二级承办单位", "办理单位", "处置单位", "责任单位"),
        "已办结的工单记在它名下",
    ),
    Field("status", "工单状态", ("工单状态", "办理状态", "状态", "status")),
    Field("result", "办理结果", ("办理结果", "处理结果", "处置结果", "办理情况")),
    Field("reply", "回复内容", ("回复内容", "答复内容", "答复意见", "留言回复", "回复")),
    Field("due_at", "办理时限", ("截止时间", "到期时间", "办结时限", "办理时限", "处理时限", "应办结时间", "限办时间")),
    Field("valid", "是否有效回访", ("是否有效回访", "有效回访")),
    Field("contacted", "是否联系", ("是否联系", "是否响应")),
    Field("solved", "是否解决", ("是否解决", "解决情况")),
    Field("satisfied", "是否满意", ("是否满意", "满意度", "满意情况")),
    Field("address", "地址/点位", ("小区点位", "详细地址", "诉求地址", "住址", "地址"), "作为诉求人地址加密保存"),
)

BY_KEY = {field.key: field for field in FIELDS}
MANDATORY = ("number", "received_at", "words")
CONTACT = ("requester_name", "requester_phone", "address")

# The moment of each may stand in two columns: the clock time in its own, the day in this.
DAYS = {"received_at": "received_day", "closed_at": "closed_day"}

# A running number says nothing outside its file: such orders are known by moment and words instead.
SEQUENCES = frozenset({"序号", "行号", "no", "no."})
# Columns that only our own files have; they are never taken for the upper system's cells.
REASON = "原因"
OURS = "本镇"
SURPLUS = f"{OURS}注：多出的格"


def bare(title: str) -> str:
    """A column title as people mean it, for comparing; the same as the header's finder does."""
    return re.sub(r"[\s\u200b\ufeff]+", "", unicodedata.normalize("NFKC", title)).strip("*:")


def loose(title: str) -> str:
    """For guessing, capitals do not matter either."""
    return bare(title).lower()


KNOWN_TITLES: dict[str, str] = {loose(title): field.key for field in FIELDS for title in field.titles}
ALL_TITLES: tuple[str, ...] = tuple(title for field in FIELDS for title in field.titles)
