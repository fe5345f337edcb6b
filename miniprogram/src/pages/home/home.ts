import { fill } from '../../i18n/index'
import { services } from '../../services'
import { BARE, dress, furniture, working } from '../furniture'

const ENTRIES = [
  { key: 'letters', to: 'letters/letters' },
  { key: 'reception', to: 'reception/reception' },
  { key: 'notices', to: 'notices/notices' },
  { key: 'privacy', to: 'privacy/privacy' },
] as const

Component({
  data: { ...BARE, town: '', waiting: '', trouble: '', busy: false, entries: [] as { key: string; to: string; text: string }[] },
  methods: {
    async onLoad() {
      services().outbox.watch('home', () => void this.countWaiting())
      await this.refresh()
    },
    onUnload() {
      services().outbox.unwatch('home')
    },
    async onShow() {
      const { t } = dress(this, 'home')
      this.setData({ entries: ENTRIES.map((entry) => ({ ...entry, text: t.home[`${entry.key}_text`] })) })
      await this.countWaiting()
    },
    async onPullDownRefresh() {
      await this.refresh()
      await wx.stopPullDownRefresh()
    },
    async refresh() {
      await working(this, async () => {
        this.setData({ town: (await services().card.load()).town.name })
      })
    },
    async countWaiting() {
      const kept = await services().letters.list()
      const { t } = furniture()
      this.setData({ waiting: kept.length ? fill(t.home.box, { n: kept.length }) : '' })
    },
    go(event: WechatMiniprogram.TouchEvent<WechatMiniprogram.IAnyObject, WechatMiniprogram.IAnyObject, { to: string }>) {
      void wx.navigateTo({ url: `/pages/${event.currentTarget.dataset.to}` })
    },
    async switchSize() {
      services().prefer({ large: !services().preferences().large })
      await this.onShow()
    },
    async switchLang() {
      services().prefer({ lang: services().preferences().lang === 'zh' ? 'en' : 'zh' })
      await this.onShow()
    },
  },
})
