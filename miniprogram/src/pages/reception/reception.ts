import { bookingShown, sessionShown } from '../../lib/shown'
import { services } from '../../services'
import { BARE, dress, furniture, working } from '../furniture'

type Tap = WechatMiniprogram.TouchEvent<WechatMiniprogram.IAnyObject, WechatMiniprogram.IAnyObject, { id: number }>

Component({
  data: {
    ...BARE,
    sessions: [] as ReturnType<typeof sessionShown>[],
    bookings: [] as ReturnType<typeof bookingShown>[],
    asking: 0,
    loaded: false,
    trouble: '',
    busy: false,
  },
  methods: {
    async onShow() {
      dress(this, 'reception')
      await this.load()
    },
    async onPullDownRefresh() {
      await this.load()
      await wx.stopPullDownRefresh()
    },
    async load() {
      await working(this, async () => {
        const { client, now } = services()
        const sessions = await client.receptionSessions()
        const { t, lang } = furniture()
        this.setData({ sessions: sessions.map((session) => sessionShown(session, t, now())), loaded: true })
        const bookings = await client.bookings()
        this.setData({ bookings: bookings.map((booking) => bookingShown(booking, t, lang, now())) })
      })
    },
    book(event: Tap) {
      void wx.navigateTo({ url: `/pages/book/book?session=${String(event.currentTarget.dataset.id)}` })
    },
    askCancel(event: Tap) {
      this.setData({ asking: Number(event.currentTarget.dataset.id) })
    },
    keep() {
      this.setData({ asking: 0 })
    },
    async cancel(event: Tap) {
      if (this.data.busy) return
      const done = await working(this, () => services().client.cancelBooking(Number(event.currentTarget.dataset.id)))
      this.setData({ asking: 0 })
      if (done) await this.load()
    },
    write() {
      void wx.navigateTo({ url: '/pages/write/write' })
    },
  },
})
