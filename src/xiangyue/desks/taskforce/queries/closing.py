"""Whether a case may be closed, and what is missing where it may not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xiangyue.desks.taskforce.models import Check, HardCase, Plan, Talk
from xiangyue.desks.taskforce.rules import Look, exit_holds, held_for, held_since
from xiangyue.kernel.timekeeping import local_day


def what_is_missing(case: HardCase) -> list[str]:
    """Sentences without a full stop, in the order of the work; none where it may be closed."""
    plan = Plan.objects.filter(case=case, state="approved").select_related("test_unit").first()
    if plan is None:
        return [_("还没有审定的一案一策")]
    says = _of_steps(plan) + _of_test(case, plan)
    return says + _of_person(case, plan)


def _of_steps(plan: Plan) -> list[str]:
    owed = list(plan.steps.filter(done_at=None, dropped_at=None).order_by("number").values_list("number", flat=True))
    return [_("第 %(n)s 步还没有完成") % {"n": "、".join(map(str, owed))}] if owed else []


def _of_test(case: HardCase, plan: Plan) -> list[str]:
    looks = looks_of(case, plan)
    if exit_holds(looks, plan.test_days):
        return []
    since = held_since(looks)
    unit = plan.test_unit.title
    if since is None:
        told = _("%(unit)s还没有确认出清条件成立") if not looks else _("%(unit)s最近一次查看，出清条件不成立")
        return [told % {"unit": unit}]
    says = _("出清条件要保持 %(days)s 天，%(since)s 起到最近一次查看才 %(held)s 天")
    return [says % {"days": plan.test_days, "since": since.isoformat(), "held": held_for(looks)}]


def looks_of(case: HardCase, plan: Plan) -> list[Look]:
    """By the unit that the plan names now, since the plan was approved."""
    assert plan.decided_at is not None  # it is approved
    rows = Check.objects.filter(case=case, at__gte=plan.decided_at, seat__unit=plan.test_unit_id)
    return [Look(on, holds) for on, holds in rows.order_by("on").values_list("on", "holds")]


def _of_person(case: HardCase, plan: Plan) -> list[str]:
    """Heard after the last step was done, and their last word is that it is solved, or nobody is left to say so."""
    done = plan.steps.filter(done_on__isnull=False).order_by("-done_on").values_list("done_on", flat=True).first()
    assert plan.decided_at is not None  # it is approved
    since = done or local_day(plan.decided_at)
    last = Talk.objects.filter(case=case, on__gte=since, at__gte=plan.decided_at).order_by("-on", "-pk").first()
    if last is None:
        return [_("最后一步做完以后还没有听过诉求人的话")]
    if last.who == "nobody" or last.solved:
        return []
    return [_("诉求人还没有说解决了") if last.solved is None else _("诉求人说还没有解决")]


def was_explained(case: HardCase) -> bool:
    """Since the plan was approved."""
    plan = Plan.objects.filter(case=case, state="approved").first()
    return plan is not None and Talk.objects.filter(case=case, at__gte=plan.decided_at).exists()
