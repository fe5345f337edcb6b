import { draftShown } from '../../lib/shown'
import { forgetPhotos } from '../../platform/phone'
import { services } from '../../services'
import { BARE, dress, furniture, working } from '../furniture'

type Tap = WechatMiniprogram.TouchEvent<WechatMiniprogram.IAnyObject, WechatMiniprogram.IAnyObject, { id: string }>

Component({
  data: {
    ...BARE,
    drafts: [] as ReturnType<typeof draftShown>[],
    anyWaiting: false,
    justPut: false,
    asking: '',
    loaded: false,
    trouble: '',
    busy: false,
  },
  methods: {
    onLoad(query: { waiting?: string }) {
      this.setData({ justPut: query.waiting === '1' })
      services().outbox.watch('box', () => void this.load())
    },
    onUnload() {
      services().outbox.unwatch('box')
    },
    async onShow() {
      dress(this, 'box')
      await this.load()
    },
    async load() {
      const { letters, now } = services()
      const { t } = furniture()
      const drafts = (await letters.list()).map((draft) => draftShown(draft, t, now()))
      const anyWaiting = drafts.some((draft) => draft.kind === 'waiting')
      this.setData({ drafts, anyWaiting, justPut: this.data.justPut && anyWaiting, loaded: true })
    },
    async again() {
      if (this.data.busy) return
      await working(this, () => services().outbox.flush())
      if (this.data.anyWaiting && !this.data.trouble) this.setData({ trouble: furniture().t.box.still_waiting })
    },
    async edit(event: Tap) {
      const { id } = event.currentTarget.dataset
      const kept = await services().letters.get(id)
      if (!kept) return
      if (kept.state === 'draft' || (await services().outbox.takeBack(id))) await wx.navigateTo({ url: `/pages/write/write?id=${id}` })
      else this.setData({ trouble: furniture().t.box.on_the_way })
    },
    askDelete(event: Tap) {
      this.setData({ asking: event.currentTarget.dataset.id })
    },
    keep() {
      this.setData({ asking: '' })
    },
    async remove(event: Tap) {
      const { letters } = services()
      const { id } = event.currentTarget.dataset
      const draft = await letters.get(id)
      await letters.drop(id)
      await forgetPhotos(draft?.photos.map((photo) => photo.path) ?? [])
      this.setData({ asking: '' })
      await this.load()
    },
    write() {
      void wx.redirectTo({ url: '/pages/write/write' })
    },
  },
})
