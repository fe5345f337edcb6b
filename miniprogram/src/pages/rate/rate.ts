import { LIMITS } from '../../lib/card'
import type { Form } from '../../lib/forms'
import { blankRating, LEVELS, type RatingForm, ratingOf, ratingProblems } from '../../lib/rating'
import { services } from '../../services'
import { BARE, dress, furniture, problemsShown, working } from '../furniture'

type Keyed = WechatMiniprogram.CustomEvent<{ value: string | number }, WechatMiniprogram.IAnyObject, { key: string }>

const typing = new WeakMap<object, Form<RatingForm>>()

Component({
  data: {
    ...BARE,
    number: '',
    ...blankRating(),
    levels: LEVELS,
    limit: LIMITS.words,
    evaluators: [] as { key: string; name: string }[],
    wrong: {} as Record<string, string>,
    unsure: false,
    trouble: '',
    busy: false,
  },
  methods: {
    async onLoad(query: { number: string }) {
      this.setData({ number: decodeURIComponent(query.number) })
      const form = await services().forms.open(this.key(), blankRating())
      typing.set(this, form)
      this.setData({ ...form.values, unsure: form.unsure })
      await working(this, async () => {
        const { evaluators, limits } = await services().card.load()
        this.setData({ evaluators, limit: limits.words })
      })
    },
    onShow() {
      dress(this, 'rate')
    },
    key(): string {
      return `rating:${this.data.number}`
    },
    form(): Form<RatingForm> {
      return typing.get(this) ?? { request_id: services().newId(), values: blankRating(), unsure: false }
    },
    async change(patch: Partial<RatingForm>) {
      const form = { ...this.form(), values: { ...this.form().values, ...patch } }
      typing.set(this, form)
      await services().forms.save(this.key(), form)
    },
    async chooseSolved(event: WechatMiniprogram.CustomEvent<{ value: RatingForm['solved'] }>) {
      this.setData({ solved: event.detail.value })
      await this.change({ solved: event.detail.value })
    },
    async chooseSatisfied(event: WechatMiniprogram.CustomEvent<{ value: RatingForm['satisfied'] }>) {
      this.setData({ satisfied: event.detail.value })
      await this.change({ satisfied: event.detail.value })
    },
    async typeWords(event: WechatMiniprogram.CustomEvent<{ value: string }>) {
      await this.change({ words: event.detail.value })
    },
    async choose(event: Keyed) {
      const scores = { ...this.form().values.scores, [event.currentTarget.dataset.key]: Number(event.detail.value) }
      this.setData({ scores })
      await this.change({ scores })
    },
    async comment(event: Keyed) {
      await this.change({ comments: { ...this.form().values.comments, [event.currentTarget.dataset.key]: String(event.detail.value) } })
    },
    async send() {
      if (this.data.busy) return
      const form = this.form()
      this.setData(problemsShown(ratingProblems(form.values), furniture().t, LIMITS))
      if (this.data.trouble) return
      const { client, forms } = services()
      const sent = await working(this, async () => {
        await forms.submit(this.key(), form, (one) => client.rate(this.data.number, one.request_id, ratingOf(one.values)))
      })
      if (sent) await wx.navigateBack()
      else this.setData({ unsure: (await forms.open(this.key(), blankRating())).unsure })
    },
  },
})
