import type { Letter } from '../../api/types'
import { config } from '../../config'
import { fill } from '../../i18n/index'
import { LIMITS } from '../../lib/card'
import type { Form } from '../../lib/forms'
import { addressOf, clockOf, looksShown, ratingShown, stepsShown, timelineShown } from '../../lib/shown'
import { timeShown } from '../../lib/times'
import { lengthOf } from '../../lib/validation'
import { askToNotify } from '../../platform/phone'
import { services } from '../../services'
import { BARE, dress, furniture, working } from '../furniture'

type Panel = '' | 'words' | 'withdraw' | 'reopen'
type Tap<D extends object> = WechatMiniprogram.TouchEvent<WechatMiniprogram.IAnyObject, WechatMiniprogram.IAnyObject, D>

/** What is being typed into the open panel, apart from `data` so that it does not fight the keyboard. */
const typing = new WeakMap<object, Form<string>>()

Component({
  data: {
    ...BARE,
    number: '',
    fresh: false,
    templates: [] as string[],
    notifyAnswer: '',
    letter: null as Letter | null,
    received: '',
    photos: [] as string[],
    clock: null as ReturnType<typeof clockOf>,
    steps: [] as ReturnType<typeof stepsShown>,
    rating: null as ReturnType<typeof ratingShown>,
    timeline: [] as ReturnType<typeof timelineShown>,
    looks: [] as ReturnType<typeof looksShown>,
    reopenUntil: '',
    panel: '' as Panel,
    panelText: '',
    panelProblem: '',
    limit: LIMITS.words,
    unsure: false,
    trouble: '',
    busy: false,
  },
  methods: {
    onLoad(query: { number: string; fresh?: string }) {
      this.setData({ number: decodeURIComponent(query.number), fresh: query.fresh === '1' })
    },
    async onShow() {
      dress(this, 'letter')
      await this.load()
    },
    async onPullDownRefresh() {
      await this.load()
      await wx.stopPullDownRefresh()
    },
    async load() {
      await working(this, async () => {
        const { client, card } = services()
        const { evaluators, templates, limits } = await card.load()
        this.setData({ templates, limit: limits.words })
        this.show(await client.letter(this.data.number), evaluators)
      })
    },
    show(letter: Letter, evaluators: { key: string; name: string }[]) {
      const { t, lang } = furniture()
      const now = services().now()
      this.setData({
        letter,
        received: timeShown(letter.received_at, t.dates, now),
        photos: letter.photos.map((path) => addressOf(config.server, path)),
        clock: clockOf(letter, t, now),
        steps: stepsShown(letter, t, lang, now),
        rating: ratingShown(letter.rating, evaluators, t),
        timeline: timelineShown(letter, t, now),
        looks: looksShown(letter, t, now),
        reopenUntil: letter.may.reopen_until ? fill(t.letter.reopen_until, { when: timeShown(letter.may.reopen_until, t.dates, now) }) : '',
      })
    },
    /** WeChat lets us ask only straight after a tap, so the templates are already here. */
    async notify() {
      const allowed = await askToNotify(this.data.templates)
      const { t } = furniture()
      this.setData({ notifyAnswer: allowed ? t.letter.notify_yes : t.letter.notify_no })
    },
    preview(event: Tap<{ index: number }>) {
      const current = this.data.photos[Number(event.currentTarget.dataset.index)] ?? ''
      void wx.previewImage({ urls: this.data.photos, current })
    },
    rate() {
      void wx.navigateTo({ url: `/pages/rate/rate?number=${encodeURIComponent(this.data.number)}` })
    },
    async openPanel(event: Tap<{ panel: Panel }>) {
      const { panel } = event.currentTarget.dataset
      const { forms, newId } = services()
      const form = panel === 'words' ? await forms.open(this.formKey(), '') : { request_id: newId(), values: '', unsure: false }
      typing.set(this, form)
      this.setData({ panel, panelText: form.values, panelProblem: '', unsure: form.unsure, trouble: '' })
    },
    closePanel() {
      this.setData({ panel: '', panelProblem: '' })
    },
    formKey(): string {
      return `words:${this.data.number}`
    },
    async typed(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const form = typing.get(this)
      if (!form) return
      const next = { ...form, values: event.detail.value }
      typing.set(this, next)
      if (this.data.panel === 'words') await services().forms.save(this.formKey(), next)
    },
    async confirm() {
      const form = typing.get(this)
      if (!form || this.data.busy) return
      const { t } = furniture()
      const panelProblem = this.panelProblem(form.values)
      this.setData({ panelProblem })
      if (panelProblem) return
      const { panel, number } = this.data
      const { client, forms } = services()
      const done = await working(this, async () => {
        if (panel === 'words') await forms.submit(this.formKey(), form, (sent) => client.addWords(number, sent.request_id, sent.values.trim()))
        else if (panel === 'withdraw') await client.withdraw(number, form.values.trim())
        else await client.reopen(number, form.values.trim())
      })
      if (done) {
        this.setData({ panel: '' })
        await wx.showToast({ title: t.common.done, icon: 'none' })
        await this.load()
      } else if (panel === 'words') {
        this.setData({ unsure: (await forms.open(this.formKey(), '')).unsure })
      }
    },
    panelProblem(text: string): string {
      const { t } = furniture()
      if (!lengthOf(text)) return t.wrong.words
      return lengthOf(text) > this.data.limit ? fill(t.wrong.words_long, { words: this.data.limit }) : ''
    },
  },
})
