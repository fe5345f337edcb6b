import { timeShown } from '../../lib/times'
import type { Notice } from '../../api/types'
import { services } from '../../services'
import { BARE, dress, furniture, working } from '../furniture'

Component({
  data: { ...BARE, notices: [] as (Notice & { when: string })[], open: 0, loaded: false, trouble: '', busy: false },
  methods: {
    async onShow() {
      dress(this, 'notices')
      await this.load()
    },
    async onPullDownRefresh() {
      await this.load()
      await wx.stopPullDownRefresh()
    },
    async load() {
      await working(this, async () => {
        const { client, now } = services()
        const notices = await client.notices()
        const { t } = furniture()
        this.setData({ notices: notices.map((notice) => ({ ...notice, when: timeShown(notice.published_at, t.dates, now()) })), loaded: true })
      })
    },
    toggle(event: WechatMiniprogram.TouchEvent<WechatMiniprogram.IAnyObject, WechatMiniprogram.IAnyObject, { id: number }>) {
      const id = Number(event.currentTarget.dataset.id)
      this.setData({ open: this.data.open === id ? 0 : id })
    },
  },
})
