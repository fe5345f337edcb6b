/** One to five as five large buttons with a word each; a second tap on the same one takes the score back (0). */
Component({
  properties: {
    label: { type: String, value: '' },
    value: { type: Number, value: 0 },
    words: { type: Array, value: [] as string[] },
    disabled: { type: Boolean, value: false },
  },
  methods: {
    choose(event: WechatMiniprogram.TouchEvent<WechatMiniprogram.IAnyObject, WechatMiniprogram.IAnyObject, { score: number }>) {
      if (this.data.disabled) return
      const score = Number(event.currentTarget.dataset.score)
      this.triggerEvent('change', { value: score === this.data.value ? 0 : score })
    },
  },
})
