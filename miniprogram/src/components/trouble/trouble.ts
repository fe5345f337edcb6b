/** Says what went wrong; with a word for it, offers to try again. */
Component({
  properties: {
    says: { type: String, value: '' },
    again: { type: String, value: '' },
  },
  methods: {
    again() {
      this.triggerEvent('again')
    },
  },
})
