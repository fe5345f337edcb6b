"""What GB/T 22239-2019 asks of an application (7.1.4, 8.1.4), what is done here, and the test that shows it.

The clauses' wording is shortened. What stands here without a test is not claimed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xiangyue.house.profiles import Profile


@dataclass(frozen=True)
class Clause:
    """`does`: the sentence under a profile. `test`: file::function below tests/; "" where the clause is not met."""

    number: str
    asks: str
    does: Callable[[Profile], str]
    test: str


def _same(says: str) -> Callable[[Profile], str]:
    return lambda profile: says


def _password(profile: Profile) -> str:
    age = f"，每 {profile.password_days} 天换一次" if profile.password_days else "，不定期更换"
    return f"口令至少 10 个字符、四类里有三类、不用最近五个{age}"


CLAUSES = (
    Clause(
        "身份鉴别 a",
        "身份唯一，口令复杂并定期更换",
        _password,
        "house/test_who_comes_in.py::test_none_of_the_last_five_and_the_sixth_may_come_again",
    ),
    Clause(
        "身份鉴别 b",
        "登录失败处理，限制次数",
        lambda p: f"同一地址错 {p.failures} 次锁 {p.lock_minutes} 分钟；一个地址试多个登录名，{p.sprayed} 次后锁定",
        "house/test_who_comes_in.py::test_an_address_that_tries_many_names_is_locked_and_its_neighbour_is_not",
    ),
    Clause(
        "身份鉴别 b",
        "登录超时自动退出",
        lambda p: f"无人操作 {p.idle_minutes} 分钟后退出，页面自动刷新不算操作",
        "house/test_who_comes_in.py::test_a_page_that_nobody_touches_is_logged_out_and_one_that_somebody_touches_is_not",
    ),
    Clause(
        "身份鉴别 d",
        "两种以上鉴别，其一用密码技术（三级）",
        lambda p: (
            "看来信、看电话和管理岗位必须用手机验证码（TOTP）" if p.second_factor else "自愿绑定手机验证码，不强制"
        ),
        "house/test_second_factor.py::test_who_is_asked_pairs_a_phone_by_picture_or_text_and_then_goes_on",
    ),
    Clause(
        "访问控制 c",
        "及时停用多余、过期的账号",
        _same("岗位到期即停；锁定、重置当即在所有进程生效，令牌一并失效"),
        "house/test_two_processes.py::test_a_locked_account_and_a_new_password_hold_in_both",
    ),
    Clause(
        "访问控制 c",
        "及时停用长期不用的账号",
        lambda p: (
            f"连续 {p.dormant_days} 天没有使用的账号夜里自动锁定，由系统管理员解锁"
            if p.dormant_days
            else "不自动锁定，由系统管理员手工锁定"
        ),
        "house/test_dormant_accounts.py::test_who_was_not_here_for_so_long_is_locked_with_an_event",
    ),
    Clause(
        "访问控制 c",
        "停用当即生效",
        _same("锁定账号、重置第二因素时，本人所有打开的登录当即结束"),
        "house/test_second_factor.py::test_a_reset_ends_every_open_session_at_once_and_nobody_elses",
    ),
    Clause(
        "访问控制 d",
        "管理权限分离",
        _same("系统、安全、审计管理员由三个人担任，各看各的页面"),
        "house/test_three_administrators.py::test_nobody_is_two_of_them",
    ),
    Clause(
        "访问控制 d",
        "管理权限分离：权限互不交叉",
        _same("三个管理员的权限没有一项共有，只有本表三人都能看"),
        "house/test_three_administrators.py::test_each_deed_is_of_one_of_them_and_the_clauses_are_read_by_all",
    ),
    Clause(
        "安全审计 a、b",
        "覆盖每个用户，记录时间、用户、类型、结果",
        _same(
            "在岗人员和接口令牌的每次访问记一行：时间、账号、岗位、地址、打开了什么、结果，导出和查看联系方式另有类别"
        ),
        "house/test_access_log.py::test_a_page_leaves_one_line_that_says_who_when_from_where_and_what",
    ),
    Clause(
        "安全审计 c",
        "记录受保护，避免删除、修改、覆盖",
        _same("访问日志逐行串链、每日进签名日封，没有删除的页面和命令，改、删、插都能核验出来；至少保存一年"),
        "house/test_access_log_chain.py::test_a_changed_line_is_found",
    ),
    Clause(
        "安全审计 c",
        "记录定期备份",
        _same("设置 XIANGYUE_SYSLOG 后按序送日志服务器（RFC 5424），断开后续传"),
        "house/test_access_log_syslog.py::test_over_tcp_each_line_comes_once_in_order_with_its_octets_counted",
    ),
    Clause(
        "安全审计 d（三级）",
        "审计进程不得中断",
        lambda p: (
            "访问日志写不进去时不打开任何内部页面（503）"
            if p.only_on_record
            else "访问日志写不进去时照常打开，健康检查报警"
        ),
        "house/test_access_log.py::test_nothing_private_is_answered_unrecorded_at_level_3",
    ),
    Clause(
        "入侵防范",
        "限制管理终端的地址",
        _same("安全管理员按岗位设定允许的网段，登录时和每次访问都查，别处来的拒绝并记入访问日志"),
        "house/test_addresses.py::test_who_comes_from_elsewhere_is_refused_with_a_sentence_and_it_is_logged",
    ),
    Clause(
        "入侵防范",
        "校验输入，防止被借道访问内网",
        _same("推送和通知渠道只连公网地址，保存时和连接时各查一次"),
        "lib/test_outward.py::test_a_name_that_means_something_else_by_the_time_of_the_call_is_not_reached",
    ),
    Clause(
        "数据完整性", "存储中的完整性", _same("事件链、每日签名封存，可离线核验"), "kernel/test_offline_verifier.py"
    ),
    Clause(
        "剩余信息",
        "鉴别信息和敏感数据清除",
        _same("私有页面不留缓存；过期会话每日清除"),
        "house/test_no_store.py::test_whatever_needs_a_seat_is_not_stored_whoever_asks",
    ),
)
