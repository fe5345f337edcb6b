import { LIMITS } from '../../lib/card'
import type { Form } from '../../lib/forms'
import { sessionShown } from '../../lib/shown'
import { bookingProblems } from '../../lib/validation'
import { services } from '../../services'
import { BARE, dress, furniture, problemsShown, working } from '../furniture'

interface BookingForm {
  topic: string
  people: number
  name: string
  phone: string
}

const typing = new WeakMap<object, Form<BookingForm>>()
const BLANK: BookingForm = { topic: '', people: 1, name: '', phone: '' }

Component({
  data: {
    ...BARE,
    ...BLANK,
    id: 0,
    session: null as ReturnType<typeof sessionShown> | null,
    limit: LIMITS.title,
    wrong: {} as Record<string, string>,
    unsure: false,
    trouble: '',
    busy: false,
  },
  methods: {
    async onLoad(query: { session: string }) {
      const { letters, forms, client, now } = services()
      this.setData({ id: Number(query.session) })
      const form = await forms.open<BookingForm>(this.key(), { ...BLANK, ...(await letters.contact()) })
      typing.set(this, form)
      this.setData({ ...form.values, unsure: form.unsure })
      await working(this, async () => {
        const found = (await client.receptionSessions()).find((session) => session.id === this.data.id)
        this.setData({ session: found ? sessionShown(found, furniture().t, now()) : null })
      })
    },
    onShow() {
      dress(this, 'book')
    },
    key(): string {
      return `booking:${String(this.data.id)}`
    },
    form(): Form<BookingForm> {
      return typing.get(this) ?? { request_id: services().newId(), values: BLANK, unsure: false }
    },
    async change(patch: Partial<BookingForm>) {
      const form = { ...this.form(), values: { ...this.form().values, ...patch } }
      typing.set(this, form)
      await services().forms.save(this.key(), form)
    },
    async typed(event: WechatMiniprogram.CustomEvent<{ value: string }, WechatMiniprogram.IAnyObject, { field: 'topic' | 'name' | 'phone' }>) {
      await this.change({ [event.currentTarget.dataset.field]: event.detail.value })
    },
    async choosePeople(event: WechatMiniprogram.CustomEvent<{ value: number }>) {
      this.setData({ people: Number(event.detail.value) })
      await this.change({ people: Number(event.detail.value) })
    },
    async send() {
      if (this.data.busy) return
      const form = this.form()
      this.setData(problemsShown(bookingProblems(form.values), furniture().t, LIMITS))
      if (this.data.trouble) return
      const { client, forms, letters } = services()
      const sent = await working(this, async () => {
        await forms.submit(this.key(), form, ({ request_id, values }) =>
          client.book({
            request_id,
            session: this.data.id,
            topic: values.topic.trim(),
            people: values.people,
            name: values.name.trim(),
            phone: values.phone.replace(/[\s-]/g, ''),
          }),
        )
        await letters.rememberContact(form.values)
      })
      if (sent) await wx.navigateBack()
      else this.setData({ unsure: (await forms.open(this.key(), BLANK)).unsure })
    },
  },
})
