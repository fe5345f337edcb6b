def test_unit_places(cast):
    from xiangyue.house.townfolder.tally import Tally
    one = indicator(cast, "f", factor=Decimal("0.00000001"))
    one.refresh_from_db(); print("F factor", one.factor)
    t = Tally(); t.put(Indicator, {"pk": one.pk}, {"factor": Decimal("0.33333")}); t.put(Indicator, {"pk": one.pk}, {"factor": Decimal("0.33333")}); print("F", t.counts)

def test_many_days(cast):
    indicator(cast); fill(cast)
    try:
        print("K", actions.touch(cast.town, ["hotline.orders"], {date(2020,1,1)+timedelta(days=i) for i in range(1200)}))
    except Exception as e: print("K", repr(e)[:200])

def test_stale_sheet_query_counts(cast, monkeypatch):
    from xiangyue.house.reactions import touch_figures
    from xiangyue.kernel.models import Event
    indicator(cast); m = cast.say(); fill(cast)
    e = Event.objects.filter(matter=m).select_related("matter__town").first()
    with CaptureQueriesContext(connection) as q: touch_figures(e, NOON)
    print("Q touch", len(q), [x["sql"][:60] for x in q])
    s = sheet()
    with CaptureQueriesContext(connection) as q: actions.fill(s, at=NOON)
    print("Q fill", len(q))
    share(cast); fill(cast); s = sheet("appeal-share")
    with CaptureQueriesContext(connection) as q: actions.fill(s, at=NOON)
    print("Q fill share", len(q), [x["sql"][:50] for x in q])
    monkeypatch.setattr(moment, "now", lambda: OVER)
    c = cast.client("statistician"); c.get("/figures/appeal-share/2024-11")
    with CaptureQueriesContext(connection) as q: c.get("/figures/appeal-share/2024-11")
    sq = [x["sql"] for x in q]
    print("Q one", len(sq)); 
    from collections import Counter
    print([ (n, s[:160]) for s, n in Counter(sq).items() if n>1])
