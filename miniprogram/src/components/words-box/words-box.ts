import { lengthOf } from '../../lib/validation'

/** A field for long text with a counter. Text over the limit is kept and said to be too long: nothing typed is cut off. */
Component({
  properties: {
    label: { type: String, value: '' },
    value: { type: String, value: '' },
    placeholder: { type: String, value: '' },
    problem: { type: String, value: '' },
    limit: { type: Number, value: 0 },
    small: { type: Boolean, value: false },
    disabled: { type: Boolean, value: false },
  },
  data: { count: 0 },
  observers: {
    value(value: string) {
      this.setData({ count: lengthOf(value) })
    },
  },
  methods: {
    typed(event: WechatMiniprogram.Input) {
      this.setData({ count: lengthOf(event.detail.value) })
      this.triggerEvent('change', { value: event.detail.value })
    },
  },
})
