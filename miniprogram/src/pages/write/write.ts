import type { TownCard } from '../../api/types'
import { fill, named } from '../../i18n/index'
import { LIMITS } from '../../lib/card'
import { explain, refusalShown } from '../../lib/explain'
import { blankLetter, isEmpty, type LetterDraft } from '../../lib/letters'
import { timeShown } from '../../lib/times'
import { letterProblems } from '../../lib/validation'
import { chosenOnMap, forgetPhotos, hereNow, locationForbidden, type Position, takePhotos } from '../../platform/phone'
import { services } from '../../services'
import { BARE, dress, furniture, problemsShown, working } from '../furniture'

/** What is being typed, apart from `data`: writing it back into the fields at every key would fight the keyboard. */
const typing = new WeakMap<object, LetterDraft>()

Component({
  data: {
    ...BARE,
    limits: LIMITS,
    types: [] as { value: string; label: string }[],
    villages: [] as TownCard['villages'],
    villageNames: [] as string[],
    villageIndex: 0,
    type: '',
    title: '',
    words: '',
    name: '',
    phone: '',
    spot: '',
    spotTrouble: '',
    spotForbidden: false,
    locating: false,
    photos: [] as { path: string; label: string }[],
    photosTitle: '',
    wrong: {} as Record<string, string>,
    restored: false,
    trouble: '',
    cardTrouble: '',
    saved: '',
    busy: false,
  },
  methods: {
    async onLoad(query: { id?: string }) {
      dress(this, 'write')
      const { letters } = services()
      const wanted = query.id ? await letters.get(query.id) : (await letters.list()).find((draft) => draft.state === 'draft')
      const kept = wanted?.state === 'draft' ? wanted : null
      if (kept) this.show(kept)
      else await this.startNew()
      this.setData({ restored: kept !== null && !query.id })
      await this.loadCard()
    },
    onShow() {
      dress(this, 'write')
    },
    async startNew() {
      const { letters, newId, now } = services()
      this.show(blankLetter(newId(), await letters.contact(), now()))
    },
    async another() {
      this.setData({ restored: false, wrong: {}, trouble: '', saved: '' })
      await this.startNew()
      this.showCard()
    },
    show(draft: LetterDraft) {
      typing.set(this, draft)
      this.setData({ type: draft.type, title: draft.title, words: draft.words, name: draft.name, phone: draft.phone })
      this.showSpot()
      this.showPhotos()
    },
    async loadCard() {
      this.setData({ cardTrouble: '' })
      try {
        const card = await services().card.load()
        const { t, lang } = furniture()
        this.setData({
          limits: card.limits,
          types: card.types.map((type) => ({ value: type.key, label: named(type, lang) })),
          villages: card.villages,
          villageNames: [t.write.village_none, ...card.villages.map((village) => village.name)],
        })
        this.showCard()
      } catch (error) {
        this.setData({ cardTrouble: explain(error, furniture().t) })
      }
    },
    showCard() {
      this.setData({ villageIndex: this.data.villages.findIndex((village) => village.code === this.draft().village) + 1 })
      this.showPhotos()
    },
    draft(): LetterDraft {
      return typing.get(this) ?? blankLetter(services().newId(), { name: '', phone: '' }, services().now())
    },
    /** Every change goes to the phone's memory at once. */
    async change(patch: Partial<LetterDraft>) {
      const { letters, now } = services()
      const draft = { ...this.draft(), ...patch, touched: now() }
      typing.set(this, draft)
      const { t } = furniture()
      try {
        if (isEmpty(draft)) await letters.drop(draft.request_id)
        else await letters.put(draft)
        this.setData({ saved: fill(t.write.saved, { when: timeShown(new Date(draft.touched).toISOString(), t.dates, draft.touched) }) })
      } catch {
        this.setData({ saved: t.write.not_saved })
      }
    },
    async typed(event: WechatMiniprogram.CustomEvent<{ value: string }, WechatMiniprogram.IAnyObject, { field: 'title' | 'words' | 'name' | 'phone' }>) {
      await this.change({ [event.currentTarget.dataset.field]: event.detail.value })
    },
    async chooseType(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      this.setData({ type: event.detail.value })
      await this.change({ type: event.detail.value })
    },
    async chooseVillage(event: WechatMiniprogram.PickerChange) {
      const villageIndex = Number(event.detail.value)
      this.setData({ villageIndex })
      await this.change({ village: this.data.villages[villageIndex - 1]?.code ?? '' })
    },
    async here() {
      await this.locate(hereNow)
    },
    async onMap() {
      await this.locate(chosenOnMap)
    },
    async locate(ask: () => Promise<Position | null>) {
      this.setData({ locating: true, spotTrouble: '', spotForbidden: false })
      const found = await ask()
      if (found) await this.change({ spot: { lon: found.lon, lat: found.lat, label: found.name } })
      else this.setData({ spotTrouble: furniture().t.write.spot_trouble, spotForbidden: await locationForbidden() })
      this.setData({ locating: false })
      this.showSpot()
    },
    async clearSpot() {
      await this.change({ spot: null })
      this.showSpot()
    },
    showSpot() {
      const { spot } = this.draft()
      this.setData({ spot: spot ? spot.label || `${spot.lon.toFixed(4)}, ${spot.lat.toFixed(4)}` : '' })
    },
    async addPhotos() {
      const { newId } = services()
      const kept = this.draft().photos
      try {
        const added = await takePhotos(this.data.limits.photos - kept.length, newId)
        await this.change({ photos: [...this.draft().photos, ...added.map((path) => ({ path, id: null }))] })
      } catch {
        this.setData({ trouble: furniture().t.errors.photo_copy })
      }
      this.showPhotos()
    },
    async removePhoto(event: WechatMiniprogram.TouchEvent<WechatMiniprogram.IAnyObject, WechatMiniprogram.IAnyObject, { index: number }>) {
      const index = Number(event.currentTarget.dataset.index)
      const gone = this.draft().photos[index]
      await this.change({ photos: this.draft().photos.filter((_, at) => at !== index) })
      if (gone) await forgetPhotos([gone.path])
      this.showPhotos()
    },
    showPhotos() {
      const { t } = furniture()
      const { photos } = this.draft()
      this.setData({
        photos: photos.map(({ path }, at) => ({ path, label: fill(t.write.photo_label, { n: at + 1 }) })),
        photosTitle: fill(t.write.photos, { n: photos.length, limit: this.data.limits.photos }),
      })
    },
    readPrivacy() {
      void wx.navigateTo({ url: '/pages/privacy/privacy' })
    },
    async send() {
      if (this.data.busy) return
      const { t } = furniture()
      this.setData(problemsShown(letterProblems(this.draft(), this.data.limits), t, this.data.limits))
      if (this.data.trouble) return
      await working(this, async () => {
        const outcome = await services().outbox.post(this.draft())
        if (outcome.state === 'sent') await wx.redirectTo({ url: `/pages/letter/letter?number=${encodeURIComponent(outcome.letter.number)}&fresh=1` })
        else if (outcome.state === 'waiting') await wx.redirectTo({ url: '/pages/box/box?waiting=1' })
        else await this.backToDraft(outcome.draft)
      })
    },
    /** The server refused: its reason is shown and the letter can be mended here. */
    async backToDraft(refused: LetterDraft) {
      const { outbox, letters } = services()
      await outbox.takeBack(refused.request_id)
      this.show((await letters.get(refused.request_id)) ?? refused)
      this.setData({ trouble: refusalShown(refused.refusal ?? { code: '', says: '' }, furniture().t) })
    },
  },
})
