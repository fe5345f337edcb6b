import { rowShown } from '../../lib/shown'
import { services } from '../../services'
import { BARE, dress, furniture, working } from '../furniture'

Component({
  data: {
    ...BARE,
    letters: [] as ReturnType<typeof rowShown>[],
    next: null as string | null,
    loaded: false,
    trouble: '',
    busy: false,
  },
  methods: {
    async onShow() {
      dress(this, 'letters')
      await this.refresh()
    },
    async onPullDownRefresh() {
      await this.refresh()
      await wx.stopPullDownRefresh()
    },
    async onReachBottom() {
      if (this.data.next !== null && !this.data.busy) await this.load(this.data.next)
    },
    async refresh() {
      await this.load(null)
    },
    /** One page after the given letter; null starts again from the newest. */
    async load(before: string | null) {
      await working(this, async () => {
        const { client, now } = services()
        const page = await client.letters(before)
        const { t, lang } = furniture()
        const rows = page.letters.map((row) => rowShown(row, t, lang, now()))
        this.setData({ letters: before === null ? rows : [...this.data.letters, ...rows], next: page.next, loaded: true })
      })
    },
    open(event: WechatMiniprogram.TouchEvent<WechatMiniprogram.IAnyObject, WechatMiniprogram.IAnyObject, { number: string }>) {
      void wx.navigateTo({ url: `/pages/letter/letter?number=${encodeURIComponent(event.currentTarget.dataset.number)}` })
    },
    write() {
      void wx.navigateTo({ url: '/pages/write/write' })
    },
  },
})
